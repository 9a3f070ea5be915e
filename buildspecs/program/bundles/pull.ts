import fs from 'node:fs';
import path from 'node:path';
import { type Manifest, shortDigest } from '../../../lib/bundle/manifest';
import { configFile } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';
import { readConfig } from '../job/settings';

/**
 * Lets a release build only where the other environments will pull from what it stores.
 * @param gone what is left of a bundle whose archive is not there any more
 * @throws GitenvError NO_BUNDLE saying which environment has to release the commit first; NOT_INSTALLED
 */
export function demandToBuild(job: Job, gone: Manifest | undefined): void {
  const { assets, environment, commit } = job;
  if (job.purpose !== 'release') return;
  if (!assets) demandNoPull(job);
  if (!assets || environment === assets.writer) return;
  const { writer, place } = assets;
  const short = commit.slice(0, 8);
  if (!gone)
    throw new GitenvError(
      'NO_BUNDLE',
      `${environment} pulls its bundles and builds none, and s3://${place.name} has none of ${short}: ${writer} has to release it first`,
      { hint: `gitenv push ${writer} ${commit}` },
    );
  const folder = `s3://${place.name}/${place.below}${commit}/`;
  throw new GitenvError(
    'NO_BUNDLE',
    `The archive of the bundle ${shortDigest(gone.digest)} of ${short} has gone from ${folder}: ${writer} has to release it again`,
    {
      advice: `What is left of it has to be deleted first.`,
      hint: `aws s3 rm --recursive ${folder}\ngitenv push ${writer} ${commit}`,
    },
  );
}

/** A stack that was not told yet would have every environment build its own. */
function demandNoPull(job: Job): void {
  if (!fs.existsSync(path.join(job.root, configFile))) return;
  if (readConfig(job).bundles !== 'pull') return;
  throw new GitenvError(
    'NOT_INSTALLED',
    `${configFile} says that ${job.environment} pulls its bundles, but its stack does not know from where`,
    { hint: `gitenv init ${job.environment}` },
  );
}

/**
 * An image lies in the registry of the account that built it, which lets no other account in.
 * @throws GitenvError BAD_CONFIG where bundles are pulled
 */
export function refuseImages({ assets }: Job): void {
  if (!assets) return;
  throw new GitenvError(
    'BAD_CONFIG',
    'Container images cannot be pulled with a bundle: they lie in the registry of the account that built them',
    {
      advice: `Write "bundles": "promote" in ${configFile}, and run gitenv init for every environment.`,
    },
  );
}
