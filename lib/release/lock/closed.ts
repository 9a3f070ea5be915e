import { GitenvError } from '../../errors';
import { momentOf } from '../moment';
import { type Lock, type LockToCome, parseLock } from './lock';

/** A lock that keeps releases out now. */
export interface StandingLock extends Lock {
  /** Its time is over, and nothing in the account has ended it. */
  readonly isOverdue: boolean;
}

/** A lock, or what somebody wrote who closed the way into Deploy without gitenv. */
export type Closed = StandingLock | { readonly words: string };

/** EventBridge Scheduler calls within a minute of the time, and CodePipeline needs a moment: in ms. */
export const punctualMs = 2 * 60_000;

/**
 * What a disabled transition's reason means. It keeps releases out until somebody opens it, whatever its time.
 * @param words undefined if the way is open
 * @param now by AWS's clock
 */
export function closedFor(words: string | undefined, now: Date): Closed | undefined {
  if (words === undefined) return undefined;
  const lock = parseLock(words);
  if (!lock) return { words };
  return { ...lock, isOverdue: now.getTime() >= lock.until.getTime() + punctualMs };
}

/** What keeps releases out, as the end of a sentence that begins with the environment and `is`. */
export function describeClosed(closed: Closed): string {
  if ('words' in closed)
    return `closed for releases, without an end: ${closed.words || 'no reason is given'}`;
  const { by, until, reason, isOverdue } = closed;
  return isOverdue
    ? `still locked by ${by}, although the lock was to end at ${momentOf(until)}: ${reason}`
    : `locked by ${by} until ${momentOf(until)}: ${reason}`;
}

/** A lock as the end of a sentence that begins with the environment. Its time is still to come if it has a beginning. */
export function describeLock(lock: Lock | LockToCome): string {
  if (!('from' in lock)) return `is ${describeClosed({ ...lock, isOverdue: false })}`;
  const { from, until, by, reason } = lock;
  return `locks from ${momentOf(from)} until ${momentOf(until)}, by ${by}: ${reason}`;
}

export function locked(environment: string, closed: Closed): GitenvError {
  return new GitenvError('LOCKED', `${environment} is ${describeClosed(closed)}`, {
    hint: `gitenv unlock ${environment}`,
  });
}
