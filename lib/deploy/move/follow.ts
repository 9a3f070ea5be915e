import { GitenvError } from '../../errors';
import { awaitPushed, notFollowed } from '../../follow/await-release';
import { followRelease } from '../../follow/follow';
import type { Progress } from '../../release/following/progress';
import { Releases } from '../../target/releases';
import { orWhyNot } from '../../target/why-not';
import type { Found, Move } from './move';

/** So many releases may begin while a commit is pushed. */
const noted = 100;

/**
 * Notes which releases there are, by which the new one is told from them. Why they cannot be listed is said only once
 * the branch has moved, which it may do unseen if somebody insists.
 */
export async function noteReleases({ open, follow }: Move): Promise<Found | undefined> {
  if (!follow) return undefined;
  const latest = await orWhyNot(new Releases(open).latest(noted));
  return { before: latest instanceof GitenvError ? latest : new Set(latest.map(({ id }) => id)) };
}

/**
 * Follows the release to its end, if that is wanted.
 * @throws GitenvError NOT_STARTED, RELEASE_FAILED, and why a release cannot be followed
 */
export async function follow(
  move: Move,
  found: Found,
  progress: Progress,
): Promise<Found | undefined> {
  if (!move.follow) return undefined;
  const { open, commit } = move;
  const id = found.releaseId ?? (await startedBy(move, found, progress));
  return { release: await followRelease(open, { id, commit }, progress) };
}

/** The release that the move of the branch has started. */
export async function startedBy(
  { open, commit, spelling }: Move,
  { before = new Set() }: Found,
  progress: Progress,
): Promise<string> {
  const { name } = open.environment;
  if (before instanceof GitenvError) throw notFollowed(name, before, spelling);
  progress.whenInterrupted(
    `No longer following; ${name} has the push and releases it.`,
    `gitenv logs ${name} --follow`,
  );
  return (await awaitPushed(open, { commit, before }, (line) => progress.say(line))).id;
}
