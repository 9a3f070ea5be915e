import { GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { locked } from '../../release/lock/closed';
import type { OpenEnvironment } from '../open-environment';
import { Pause, patiently } from '../pause';
import { lockNow } from './look';

/**
 * Lets a release pass, or says who keeps it out.
 * @param wait stay until the lock has ended, or is taken away
 * @throws GitenvError LOCKED
 */
export async function passLock(
  open: OpenEnvironment,
  wait: boolean,
  progress: Progress,
): Promise<void> {
  const pause = new Pause();
  for (let told = ''; ; ) {
    const look = () => lockNow(open);
    const closed = await (told === '' ? look() : patiently(look, pause));
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
): Promise<void> {
  try {
    await passLock(open, wait, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || error.code === 'LOCKED') throw error;
  }
}
