import { buildspecFiles } from '../../contract';
import { commitAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import { lookAtCommit } from '../../look/look';
import { adviceOn, fixesOf } from '../../look/trouble';
import { wayUpTo } from '../../look/way-up';
import { type Finding, ok, problem } from './basis/finding';

/**
 * What is released is the commit, so what a release needs has to be in it, not only in the work tree.
 * @param environment the first that commits take
 */
export async function checkCommit(root: string, environment: string): Promise<Finding[]> {
  const place = { cwd: root };
  const commit = await git(commitAt('HEAD'), place);
  if (commit === undefined)
    return [problem('commit', undefined, 'there is no commit yet', 'git add --all && git commit')];
  const troubles = await lookAtCommit({ commit, place, environment });
  const files = Object.values(buildspecFiles).join(' and ');
  if (troubles.length === 0)
    return [ok('commit', undefined, `HEAD has ${files}, and what they run`)];
  const typist = { up: wayUpTo(root), environment };
  return troubles.map((trouble) => {
    const [advice] = adviceOn([trouble], typist);
    const [command] = fixesOf([trouble], typist);
    // A command is what fixes it; what else is to be known stands before it.
    const what = command && advice ? `${trouble.what}. ${advice}` : trouble.what;
    return problem('commit', undefined, what, command ?? advice);
  });
}
