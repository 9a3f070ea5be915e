import type { Progress } from '../../release/following/progress';
import { passLock, passSeenLock } from '../../target/lock/pass';
import type { Found, Move } from './move';

/** @throws GitenvError LOCKED */
export async function waitForLock(
  { open, wait = false }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  await passLock(open, wait, progress);
}

/** The same for whoever insists although AWS does not say how the environment is. */
export async function waitForSeenLock(
  { open, wait = false, override }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  const isBlind = override.guards.includes('unchecked');
  await (isBlind ? passSeenLock : passLock)(open, wait, progress);
}
