import { copyBundle } from '../../../lib/bundle/copy';
import { shortDigest } from '../../../lib/bundle/manifest';
import {
  type BundlePlace,
  findStored,
  isWhole,
  type StoredBundle,
} from '../../../lib/bundle/store';
import { configFile } from '../../../lib/contract';
import { failureName, failureStatus, GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';

/** A bundle as it was found. */
export interface FoundBundle extends StoredBundle {
  /** False where its archive is not there any more. */
  readonly isWhole: boolean;
}

/** Where a build stores what it made. */
export function storingPlace(job: Job): BundlePlace {
  return job.assets?.place ?? job.bucket;
}

/**
 * Where a bundle may be, the best place first. What an environment built before it began to pull is in its own
 * bucket still, for a rollback to it.
 */
export function placesOf(job: Job): readonly BundlePlace[] {
  return job.assets ? [job.assets.place, job.bucket] : [job.bucket];
}

/**
 * Looks for the bundle of this digest.
 * @param commit below which an earlier program may have stored it, the job's own unless said otherwise
 */
export async function locateBundle(
  job: Job,
  digest: string,
  commit: string = job.commit,
): Promise<FoundBundle | undefined> {
  let gone: FoundBundle | undefined;
  for (const place of placesOf(job)) {
    const found = await reach(job, place, () => findStored(place, digest, commit));
    if (!found) continue;
    if (await reach(job, place, () => isWhole(found))) return { ...found, isWhole: true };
    if (place === storingPlace(job)) gone = { ...found, isWhole: false };
  }
  return gone;
}

/** Puts a bundle that was built before there was a shared bucket where the other environments pull from. */
export async function share(job: Job, found: FoundBundle): Promise<void> {
  const { assets, environment, purpose } = job;
  if (!assets || found.place === assets.place || environment !== assets.writer) return;
  if (purpose !== 'release') return;
  await reach(job, assets.place, () => copyBundle(found, assets.place));
  job.say(`Copied the bundle ${shortDigest(found.manifest.digest)} to s3://${assets.place.name}.`);
}

/** Runs calls to a bucket; that the shared one lets nobody in is said with the command that changes it. */
export async function reach<T>(job: Job, place: BundlePlace, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const name = failureName(error);
    const isRefused = failureStatus(error) === 403;
    if (place !== job.assets?.place || !(isRefused || name === 'NoSuchBucket')) throw error;
    const account = place.owner === undefined ? '' : ` of account ${place.owner}`;
    const why = isRefused ? `does not let the role of this build in (${name})` : 'is not there';
    throw new GitenvError(
      isRefused ? 'ACCESS_DENIED' : 'NOT_INSTALLED',
      `The bucket ${place.name}${account}, which ${job.environment} pulls its bundles from, ${why}`,
      {
        advice: `gitenv assets lets in the environments of ${configFile}.`,
        hint: 'gitenv assets',
      },
    );
  }
}
