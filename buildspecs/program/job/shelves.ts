import { copyBundle } from '../../../lib/bundle/copy';
import { type Manifest, shortDigest } from '../../../lib/bundle/manifest';
import { findManifest, hasArchive, type Shelf } from '../../../lib/bundle/store';
import { reach } from './assets';
import type { Job } from './job';

/** A commit's bundle as it was found. */
export interface FoundBundle {
  readonly manifest: Manifest;
  readonly shelf: Shelf;
  /** False where its archive is not there any more. */
  readonly isWhole: boolean;
}

/** Where a build stores what it made. */
export function storingShelf(job: Job): Shelf {
  return job.assets?.shelf ?? job.bucket;
}

/**
 * Where a bundle may be, the best place first. What an environment built before it began to pull is in its own
 * bucket still, for a rollback to it.
 */
export function shelvesOf(job: Job): readonly Shelf[] {
  return job.assets ? [job.assets.shelf, job.bucket] : [job.bucket];
}

/** Looks for the bundle of a commit, the job's own unless said otherwise. */
export async function findBundle(
  job: Job,
  commit: string = job.commit,
): Promise<FoundBundle | undefined> {
  let gone: FoundBundle | undefined;
  for (const shelf of shelvesOf(job)) {
    const manifest = await reach(job, shelf, () => findManifest(shelf, commit));
    if (!manifest) continue;
    if (await reach(job, shelf, () => hasArchive(shelf, manifest)))
      return { manifest, shelf, isWhole: true };
    if (shelf === storingShelf(job)) gone = { manifest, shelf, isWhole: false };
  }
  return gone;
}

/** Puts a bundle that was built before there was a shared bucket where the other environments pull from. */
export async function share(job: Job, { manifest, shelf }: FoundBundle): Promise<void> {
  const { assets, environment, purpose } = job;
  if (!assets || shelf === assets.shelf || environment !== assets.writer) return;
  if (purpose !== 'release') return;
  await reach(job, assets.shelf, () => copyBundle(manifest, shelf, assets.shelf));
  job.say(`Copied the bundle ${shortDigest(manifest.digest)} to s3://${assets.shelf.name}.`);
}
