import { type Manifest, shortDigest } from '../../../lib/bundle/manifest';
import { GitenvError } from '../../../lib/errors';
import { keepManifest, manifestOf } from '../job/handover';
import type { Job } from '../job/job';
import { locateManifest } from './places';
import { demandPromoted, onlyPulls, type Word, wordToDeploy } from './vouch';

/** What a deploy deploys. */
export interface Released {
  readonly manifest: Manifest;
  /** By which it was found; undefined where the manifest is what the build handed on in a file. */
  readonly word: Word | undefined;
}

/**
 * Finds the bundle that a deploy is to deploy, and leaves its manifest where planners look for it, whatever was handed
 * on there.
 * @throws GitenvError NO_BUNDLE where it is not there any more; BUNDLE_DIFFERS where the environment only pulls, and this
 *   is not what was promoted to it
 */
export async function releasedBundle(job: Job): Promise<Released> {
  const word = await wordToDeploy(job);
  const manifest = word ? await foundManifest(job, word) : manifestOf(job);
  if (onlyPulls(job)) await demandPromoted(job, manifest.digest);
  return { manifest, word };
}

async function foundManifest(job: Job, { bundle }: Word): Promise<Manifest> {
  const found = await locateManifest(job, bundle);
  if (!found)
    throw new GitenvError(
      'NO_BUNDLE',
      `The bundle ${shortDigest(bundle)} of ${job.commit.slice(0, 8)} is not in the bucket any more`,
      { hint: `gitenv redeploy ${job.environment}` },
    );
  keepManifest(job, found);
  return found;
}
