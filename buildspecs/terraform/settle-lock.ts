import { clauseOf, type GitenvError } from '../../lib/errors';
import { isBuildOver } from '../program/history/builds';
import type { Job } from '../program/job/job';
import { notingLock, readLockNote } from './lock-note';
import type { RootModule } from './root-module';
import { runTool } from './run-tool';
import { heldState, lockOf, type StateLock, type StateObject, stateObjectOf } from './state-lock';

/** Where a state is locked, and the tool that unlocks it. */
type Module = Pick<RootModule, 'tool' | 'folder'>;

/**
 * Removes the lock of a state that a build of this environment has left, and no other: it has the id that the build
 * noted, and CodeBuild says that the build is over.
 */
export async function settleLock(job: Job, module: Module): Promise<void> {
  const found = await lockIn(job, module);
  if (!found) return;
  const build = await buildThatLeft(job, found);
  if (build !== undefined) return remove(job, module, found, build);
  job.say(
    `${describe(found)}, which is not known for a build that is over: it is left, and waited for.`,
  );
}

/**
 * The same for the lock of a plan alone, which a build may remove as well: nothing was changed under it, and otherwise
 * each build to come would meet it.
 */
export async function settlePlanLock(job: Job, module: Module): Promise<void> {
  if (job.purpose !== 'release') return;
  const found = await lockIn(job, module);
  if (found?.lock.Operation !== 'OperationTypePlan') return;
  const build = await buildThatLeft(job, found).catch((error: unknown) => {
    job.say(`${describe(found)}. Cannot tell whether its build is over: ${clauseOf(error)}.`);
    return undefined;
  });
  if (build !== undefined) await remove(job, module, found, build);
}

interface FoundLock {
  readonly state: StateObject;
  readonly lock: StateLock;
}

async function lockIn(job: Job, { folder }: Module): Promise<FoundLock | undefined> {
  const state = stateObjectOf(job, folder);
  const lock = state && (await lockOf(job, state));
  return state && lock && { state, lock };
}

function describe({ state, lock }: FoundLock): string {
  return `The state ${state.key} is locked by ${lock.Who} (${lock.Operation}, lock ${lock.ID})`;
}

async function remove(
  job: Job,
  { tool, folder }: Module,
  found: FoundLock,
  build: string,
): Promise<void> {
  job.say(`${describe(found)}, which the build ${build} has left: removing it.`);
  await runTool(tool, folder, ['force-unlock', '-force', found.lock.ID]);
}

/** @returns undefined where the lock is not known for a build's, or that build is not over */
async function buildThatLeft(
  job: Job,
  { state, lock: { ID, Who } }: FoundLock,
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
  module: Module,
  plan: () => Promise<T>,
): Promise<T> {
  const { folder } = module;
  const held = () => {
    const state = stateObjectOf(job, folder);
    return state && heldState(job, state);
  };
  await settlePlanLock(job, module);
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
