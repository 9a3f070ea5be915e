import { GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { lockAmong } from '../../target/lock/look';
import { type LockLook, passLock, passSeenLock } from '../../target/lock/pass';
import type { Found, Move } from './move';

/** @throws GitenvError LOCKED */
export async function waitForLock(move: Move, _: Found, progress: Progress): Promise<undefined> {
  await passLock(move.open, move.wait ?? false, progress, askedBefore(move));
}

/** The same for whoever insists although AWS does not say how the environment is. */
export async function waitForSeenLock(
  move: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  const { open, wait = false, override } = move;
  const isBlind = override.guards.includes('unchecked');
  try {
    await (isBlind ? passSeenLock : passLock)(open, wait, progress, askedBefore(move));
  } catch (error) {
    if (!(error instanceof GitenvError) || error.code !== 'LOCKED') throw error;
    throw error.with({ advice: 'With --wait the same command stays until the lock has ended.' });
  }
}

/** If the stages were asked for together with what the guards want to know. */
function askedBefore({ open, questions }: Move): LockLook | undefined {
  if (!questions) return undefined;
  return async () => {
    const stages = await questions.stages;
    if (stages instanceof GitenvError) throw stages;
    return lockAmong(stages, open);
  };
}
