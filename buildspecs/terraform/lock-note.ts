import { createHash } from 'node:crypto';
import os from 'node:os';
import { pollingPause } from '../../lib/aws/call/polling';
import { readObject } from '../../lib/aws/objects/object-store';
import { storeBuffer } from '../../lib/bundle/store';
import { clauseOf } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';
import type { Job } from '../program/job/job';
import { lockOf, type StateLock, type StateObject, stateObjectOf } from './state-lock';

/** Which build took the lock of a state last, kept in the environment's bucket. */
export interface LockNote {
  readonly version: 1;
  /** The lock's own id. */
  readonly id: string;
  readonly who: string;
  /** As CodeBuild names it. */
  readonly build: string;
  readonly execution: string;
}

/** What a tool does under its lock. */
export type LockedOperation = 'OperationTypePlan' | 'OperationTypeApply';

/**
 * Runs what takes the lock of a state, and notes meanwhile which lock that is, so that one that outlives this build is
 * known for its own.
 * @param folder where the tool works, once it is initialised with its backend noted
 */
export async function notingLock<T>(
  job: Job,
  operation: LockedOperation,
  folder: string,
  run: () => Promise<T>,
): Promise<T> {
  const watch = new LockWatch(job, operation, folder);
  const watching = watch.start();
  try {
    return await run();
  } finally {
    watch.end();
    await watching;
  }
}

class LockWatch {
  readonly #since = Date.now();
  #isOver = false;

  constructor(
    private readonly job: Job,
    private readonly operation: LockedOperation,
    private readonly folder: string,
  ) {}

  end(): void {
    this.#isOver = true;
  }

  async start(): Promise<void> {
    const { job } = this;
    // Who only looks may write nothing, and nobody would look for its lock.
    if (job.purpose !== 'release') return;
    try {
      const pause = pollingPause();
      while (!this.#isOver && !(await this.#note())) await pause();
    } catch (error) {
      job.say(`The lock of the state is not noted: ${clauseOf(error)}.`);
    }
  }

  /** @returns whether it is noted */
  async #note(): Promise<boolean> {
    const { job } = this;
    const state = stateObjectOf(job, this.folder);
    const lock = state && (await lockOf(job, state));
    if (!state || !lock || !this.#isOwn(lock)) return false;
    const note: LockNote = {
      version: 1,
      id: lock.ID,
      who: lock.Who,
      build: job.env.CODEBUILD_BUILD_ID ?? '',
      execution: job.execution,
    };
    const body = Buffer.from(`${JSON.stringify(note)}\n`);
    return storeBuffer(job.bucket, keyOf(state), body, { onlyNew: false });
  }

  /** Another's may be waited for: that was taken before, on another machine, or for another operation. */
  #isOwn({ Who, Operation, Created }: StateLock): boolean {
    return (
      Who.endsWith(`@${os.hostname()}`) &&
      Operation === this.operation &&
      Date.parse(Created) >= this.#since
    );
  }
}

/** @returns undefined where no build has noted a lock of this state */
export async function readLockNote(job: Job, state: StateObject): Promise<LockNote | undefined> {
  const stored = await readObject(job.bucket, keyOf(state));
  const note = stored && (JSON.parse(stored.toString('utf8')) as LockNote);
  return note?.version === 1 ? note : undefined;
}

function keyOf({ bucket, key }: StateObject): string {
  return objectKeys.stateLock(createHash('sha256').update(`${bucket}/${key}`).digest('hex'));
}
