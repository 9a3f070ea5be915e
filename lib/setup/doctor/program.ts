import { kitProgram } from '../../contract';
import { blobAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import { originOf, type ProgramHere } from '../kits/program-version';
import { type Finding, ok, warning } from './basis/finding';

/**
 * Whether the program that releases run is one that gitenv wrote, by the commit that is checked out. Nothing is said of a
 * repository that has none.
 * @param environment the first that commits take
 */
export async function checkProgram(
  root: string,
  here: ProgramHere,
  environment: string,
): Promise<Finding[]> {
  const blob = await git(blobAt('HEAD', kitProgram), { cwd: root });
  if (blob === undefined) return [];
  const found = originOf(blob, here);
  if (found.kind === 'own')
    return [ok('program', undefined, `${kitProgram} is that of gitenv ${found.version}`)];
  const fix = `gitenv init ${environment}`;
  if (found.kind === 'other') {
    const what = `${kitProgram} is that of gitenv ${found.version}; this one writes that of ${here.version}`;
    return [warning('program', undefined, what, fix)];
  }
  const what = `${kitProgram} is not one that gitenv released, so that somebody may have changed it: look at its changes. ${fix} writes that of ${here.version}`;
  return [warning('program', undefined, what, `git log --stat -- ${kitProgram}`)];
}
