import fs from 'node:fs';
import path from 'node:path';
import { listObjects } from '../../lib/aws/objects/list-objects';
import { readObject } from '../../lib/aws/objects/object-store';
import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';

/** A state as the backend of a folder was configured with it. */
export interface StateObject {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/** As the S3 backend writes it beside the state (`use_lockfile`). */
export interface StateLock {
  readonly ID: string;
  /** Such as `OperationTypeApply`. */
  readonly Operation: string;
  /** User and host. */
  readonly Who: string;
  readonly Created: string;
  readonly Path: string;
}

/** By the note that the tool keeps of its backend; undefined before `init`, and where the backend is another. */
export function stateObjectOf(job: Job, folder: string): StateObject | undefined {
  const { bucket, key, region = job.region } = noteIn(folder)?.backend?.config ?? {};
  return bucket && key ? { bucket, key, region } : undefined;
}

interface BackendNote {
  readonly backend?: { readonly type?: string; readonly config?: Partial<StateObject> };
}

const noteFile = path.join('.terraform', 'terraform.tfstate');

/** Terragrunt may have the tool work in a folder of its own, below the unit's. */
function noteIn(folder: string): BackendNote | undefined {
  const cache = path.join(folder, '.terragrunt-cache');
  const notes = fs.existsSync(cache)
    ? fs.readdirSync(cache, { recursive: true, encoding: 'utf8' })
    : [];
  const inCache = notes.filter((file) => file.endsWith(noteFile)).map((it) => path.join(cache, it));
  const file = [path.join(folder, noteFile), ...inCache].find((it) => fs.existsSync(it));
  try {
    return file === undefined ? undefined : JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    // It is being written.
    return undefined;
  }
}

/** @returns undefined where nobody holds the state */
export async function lockOf(job: Job, state: StateObject): Promise<StateLock | undefined> {
  const bucket = { ...job.bucket, name: state.bucket, region: state.region };
  const stored = await readObject(bucket, `${state.key}${lockSuffix}`);
  return stored && (JSON.parse(stored.toString('utf8')) as StateLock);
}

const lockSuffix = '.tflock';

/** A state whose key begins so, and that somebody holds; undefined where there is none. */
export async function heldBelow(
  job: Job,
  { bucket, key, region }: StateObject,
): Promise<GitenvError | undefined> {
  const place = { ...job.bucket, name: bucket, region };
  const found = await listObjects(place, `${key}/`);
  const held = found.find((it) => it.key.endsWith(lockSuffix));
  return held && heldState(job, { bucket, region, key: held.key.slice(0, -lockSuffix.length) });
}

/** Who holds a state, as a failure; undefined where nobody does. */
export async function heldState(job: Job, state: StateObject): Promise<GitenvError | undefined> {
  const lock = await lockOf(job, state);
  return lock && lockedBy(job, state, lock);
}

function lockedBy(job: Job, state: StateObject, lock: StateLock): GitenvError {
  const { environment, attempt } = job;
  const { ID, Who, Operation, Created } = lock;
  // What has settled first has left this lock to its holder, and would do so again.
  const [advice, hint] =
    attempt === undefined
      ? [
          'Go back now, which ends what is on its way, or only end that.',
          `gitenv rollback ${environment} --now --reason '…'\ngitenv cancel ${environment}`,
        ]
      : [
          `If ${Who} is not at work any more, unlock it, and try again.`,
          `terraform force-unlock ${ID}\ngitenv retry ${environment}`,
        ];
  return new GitenvError(
    'UNSETTLED',
    `The state ${state.key} is locked by ${Who} (${Operation}, since ${Created})`,
    { advice, hint },
  );
}
