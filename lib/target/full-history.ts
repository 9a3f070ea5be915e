import { GitenvError } from '../errors';
import { type Distance, distanceBetween, isAncestor } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { deepen, isShallow } from '../git/shallow';
import { bringCommit, demandReadable } from './bring-commit';
import { branchRef, signedPlace } from './git-place';
import type { OpenEnvironment } from './open-environment';

/**
 * How far two commits are apart in the whole history. A shallow clone sees less and would call a descendant a
 * stranger, so where that can be, the missing history is fetched first.
 * @returns undefined where this clone lacks one of the two
 * @throws GitenvError SHALLOW_REPOSITORY where the history cannot be had from the environment; GIT_FAILED where it cannot be asked
 */
export async function certainDistance(
  one: string,
  other: string,
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<Distance | undefined> {
  const seen = await git(distanceBetween(one, other), place);
  if (seen === undefined || (seen.ahead === 0 && seen.behind === 0)) return seen;
  if (!(await git(isShallow, place))) return seen;
  await completeHistory(sources, place);
  return git(distanceBetween(one, other), place);
}

/**
 * Which of the commits are not part of another one. What this clone lacks is fetched; what nobody has any more is
 * not part of anything.
 * @throws GitenvError SHALLOW_REPOSITORY where the history cannot be had from the environment; GIT_FAILED where it cannot be asked
 */
export async function lackedBy(
  commit: string,
  kept: readonly string[],
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<string[]> {
  const lacked: string[] = [];
  for (const one of kept) {
    if (one === commit || (await git(isAncestor(one, commit), place))) continue;
    const isThere = await bringCommit(one, sources, place).then(
      () => true,
      (error: unknown) => {
        if (error instanceof GitenvError && error.code === 'UNKNOWN_COMMIT') return false;
        throw error;
      },
    );
    const distance = isThere && (await certainDistance(one, commit, sources, place));
    if (!distance || distance.ahead > 0) lacked.push(one);
  }
  return lacked;
}

async function completeHistory(
  sources: readonly OpenEnvironment[],
  place: GitPlace,
): Promise<void> {
  for (const source of sources) {
    const signed = await signedPlace(source, place);
    await git(deepen(await source.cloneUrl(), branchRef(source)), signed);
    if (!(await git(isShallow, place))) return;
  }
  await demandReadable(sources, 'its older commits', place);
  const names = sources.map(({ environment }) => environment.name).join(' and ');
  throw new GitenvError(
    'SHALLOW_REPOSITORY',
    `This clone was made without its older commits, and ${names} lacks them too, so nobody can tell what would be undone`,
    { changed: 'nothing', hint: 'git fetch --unshallow' },
  );
}

/**
 * What to say of a push that was refused: a repository takes no commit whose history neither the clone nor the
 * repository has.
 * @param error what git said, which stays where the clone has all its history
 */
export async function orShallow(
  error: GitenvError,
  environment: string,
  place: GitPlace,
): Promise<GitenvError> {
  if (!(await git(isShallow, place))) return error;
  return new GitenvError(
    'SHALLOW_REPOSITORY',
    `This clone was made without its older commits, and ${environment} needs them too`,
    { hint: 'git fetch --unshallow', cause: error },
  );
}
