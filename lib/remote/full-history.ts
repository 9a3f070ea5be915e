import { GitenvError } from '../errors';
import { type Distance, distanceBetween } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { deepen, isShallow } from '../git/shallow';

/** Where history that this clone lacks can be fetched from. */
export interface HistorySource {
  readonly environment: string;
  readonly cloneUrl: string;
  /** Full name of the branch. */
  readonly ref: string;
  /** The place, with the right to speak to the address. */
  readonly place: GitPlace;
}

/**
 * How far two commits are apart in the whole history. A shallow clone sees less and would call a descendant a
 * stranger, so where that can be, the missing history is fetched first.
 * @returns undefined where this clone lacks one of the two
 * @throws GitenvError SHALLOW_REPOSITORY where the history cannot be had from the environment
 */
export async function certainDistance(
  one: string,
  other: string,
  source: () => Promise<HistorySource>,
  place: GitPlace,
): Promise<Distance | undefined> {
  const seen = await git(distanceBetween(one, other), place);
  if (seen === undefined || (seen.ahead === 0 && seen.behind === 0)) return seen;
  if (!(await git(isShallow, place))) return seen;
  await completeHistory(await source(), place);
  return git(distanceBetween(one, other), place);
}

async function completeHistory(source: HistorySource, place: GitPlace): Promise<void> {
  const fetched = await git(deepen(source.cloneUrl, source.ref), source.place);
  if (fetched && !(await git(isShallow, place))) return;
  throw new GitenvError(
    'SHALLOW_REPOSITORY',
    `This clone is shallow, and ${source.environment} does not have the history that it lacks, so nobody can tell what the move would undo; nothing was changed.`,
    { hint: 'git fetch --unshallow' },
  );
}
