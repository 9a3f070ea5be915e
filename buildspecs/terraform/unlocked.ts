import type { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { notingLock } from './lock-note';
import type { RootModule } from './root-module';
import { heldState, stateOf } from './state-lock';

/**
 * Plans under the lock of the state. The tool itself waits for somebody else's; a job without patience does not.
 * @throws GitenvError UNSETTLED where somebody holds the state, and it was not to be waited for, or for longer
 */
export async function planUnlocked<T>(
  job: Job,
  { folder }: Pick<RootModule, 'folder'>,
  plan: () => Promise<T>,
): Promise<T> {
  const held = () => {
    const state = stateOf(job, folder);
    return state && heldState(job, state);
  };
  await demandPatience(job, await held());
  try {
    return await notingLock(job, 'OperationTypePlan', folder, plan);
  } catch (error) {
    throw (await held()) ?? error;
  }
}

/** @throws GitenvError what is held, where it is not to be waited for */
export async function demandPatience(job: Job, held: GitenvError | undefined): Promise<void> {
  if (held && (await job.patience()) === 0) throw held;
}
