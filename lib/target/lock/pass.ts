import { GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import type { Closed } from '../../release/lock/closed';
import { locked } from '../../release/lock/closed';
import type { OpenEnvironment } from '../open-environment';
import { Pause, patiently } from '../pause';
import { lockNow } from './look';

/** A look at what keeps releases out. */
export type LockLook = () => Promise<Closed | undefined>;

/**
 * Lets a release pass, or says who keeps it out.
 * @param wait stay until the lock has ended, or is taken away
 * @param first is looked by at once; without it AWS is asked
 * @throws GitenvError LOCKED
 */
export async function passLock(
  open: OpenEnvironment,
  wait: boolean,
  progress: Progress,
  first: LockLook = () => lockNow(open),
): Promise<void> {
  const pause = new Pause();
  for (let told = ''; ; ) {
    const closed = await (told === '' ? first() : patiently(() => lockNow(open), pause));
    if (!closed) return;
    const refusal = locked(open.environment.name, closed);
    if (!wait) throw refusal;
    if (told !== refusal.message) progress.say(`${refusal.message} Waiting for that to end.`);
    told = refusal.message;
    await pause.wait();
  }
}

/** The same if AWS may not say whether there is a lock, which then holds by itself. */
export async function passSeenLock(
  open: OpenEnvironment,
  wait: boolean,
  progress: Progress,
  first?: LockLook,
): Promise<void> {
  try {
    await passLock(open, wait, progress, first);
  } catch (error) {
    if (!(error instanceof GitenvError) || error.code === 'LOCKED') throw error;
  }
}
