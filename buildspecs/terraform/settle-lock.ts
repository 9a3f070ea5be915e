import type { GitenvError } from '../../lib/errors';
import { isBuildOver } from '../program/history/builds';
import type { Job } from '../program/job/job';
import { notingLock, readLockNote } from './lock-note';
import type { RootModule } from './root-module';
import { runTool } from './run-tool';
import { heldState, lockOf, type StateLock, type StateObject, stateObjectOf } from './state-lock';

/**
 * Removes the lock of a state that a build of this environment has left, and no other: it has the id that the build
 * noted, and CodeBuild says that the build is over.
 */
export async function settleLock(
  job: Job,
  { tool, folder }: Pick<RootModule, 'tool' | 'folder'>,
): Promise<void> {
  const state = stateObjectOf(job, folder);
  const lock = state && (await lockOf(job, state));
  if (!state || !lock) return;
  const held = `The state ${state.key} is locked by ${lock.Who} (${lock.Operation}, lock ${lock.ID})`;
  const build = await buildThatLeft(job, state, lock);
  if (build === undefined)
    return job.say(
      `${held}, which is not known for a build that is over: it is left, and waited for.`,
    );
  job.say(`${held}, which the build ${build} has left: removing it.`);
  await runTool(tool, folder, ['force-unlock', '-force', lock.ID]);
}

/** @returns undefined where the lock is not known for a build's, or that build is not over */
async function buildThatLeft(
  job: Job,
  state: StateObject,
  { ID, Who }: StateLock,
): Promise<string | undefined> {
  const note = await readLockNote(job, state);
  if (!note || note.id !== ID || note.who !== Who || note.build === '') return undefined;
  return (await isBuildOver(job, note.build)) ? note.build : undefined;
}

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
    const state = stateObjectOf(job, folder);
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
