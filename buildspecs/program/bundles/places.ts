import { copyBundle } from '../../../lib/bundle/copy';
import { type Manifest, shortDigest } from '../../../lib/bundle/manifest';
import { type BundlePlace, findManifest, hasArchive } from '../../../lib/bundle/store';
import { configFile } from '../../../lib/contract';
import { failureName, failureStatus, GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';

/** A commit's bundle as it was found. */
export interface FoundBundle {
  readonly manifest: Manifest;
  readonly place: BundlePlace;
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

/** Looks for the bundle of a commit, the job's own unless said otherwise. */
export async function locateBundle(
  job: Job,
  commit: string = job.commit,
): Promise<FoundBundle | undefined> {
  let gone: FoundBundle | undefined;
  for (const place of placesOf(job)) {
    const manifest = await reach(job, place, () => findManifest(place, commit));
    if (!manifest) continue;
    if (await reach(job, place, () => hasArchive(place, manifest)))
      return { manifest, place, isWhole: true };
    if (place === storingPlace(job)) gone = { manifest, place, isWhole: false };
  }
  return gone;
}

/** Puts a bundle that was built before there was a shared bucket where the other environments pull from. */
export async function share(job: Job, { manifest, place }: FoundBundle): Promise<void> {
  const { assets, environment, purpose } = job;
  if (!assets || place === assets.place || environment !== assets.writer) return;
  if (purpose !== 'release') return;
  await reach(job, assets.place, () => copyBundle(manifest, place, assets.place));
  job.say(`Copied the bundle ${shortDigest(manifest.digest)} to s3://${assets.place.name}.`);
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
