import { GitenvError } from '../../errors';
import { unportableName } from '../../git/file-names';
import { git } from '../../git/run';
import { shortCommit } from '../../release/wording';
import { shellWord } from '../../shell-word';
import type { Found, Move } from './move';

const faults = {
  backslash: 'has a backslash, which separates folders there',
  encoding: 'is not UTF-8',
};

/**
 * Refuses a commit with a file that CodePipeline's zip of it cannot carry.
 * @throws GitenvError BAD_COMMIT
 */
export async function checkFileNames({
  commit,
  place,
}: Pick<Move, 'commit' | 'place'>): Promise<Found | undefined> {
  const name = await git(unportableName(commit), place);
  if (!name) return undefined;
  const { escaped, fault } = name;
  const better = escaped.replace(/\\(?:[0-7]{3}|.)/gs, '_');
  throw new GitenvError(
    'BAD_COMMIT',
    `Builds get commit ${shortCommit(commit)} as a zip, and the name $'${escaped}' ${faults[fault]}`,
    {
      changed: 'nothing',
      hint: `git mv $'${escaped}' ${shellWord(better)} && git commit -m 'Rename what a zip cannot carry'`,
    },
  );
}
