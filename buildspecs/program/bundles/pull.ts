import fs from 'node:fs';
import path from 'node:path';
import { shortDigest } from '../../../lib/bundle/manifest';
import { configFile } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';
import { readConfig } from '../job/settings';

/**
 * Lets a release build only where the other environments will pull from what it stores.
 * @param gone digest of the bundle that was promoted, and is not there any more
 * @throws GitenvError NO_BUNDLE with the command that brings one; NOT_INSTALLED
 */
export function demandToBuild(job: Job, gone: string | undefined): void {
  const { assets, environment, commit } = job;
  if (job.purpose !== 'release') return;
  if (!assets) demandNoPull(job);
  if (!assets || environment === assets.writer) return;
  const { writer, place } = assets;
  const short = commit.slice(0, 8);
  if (gone === undefined)
    throw new GitenvError(
      'NO_BUNDLE',
      `${environment} pulls its bundles and builds none, and no bundle of ${short} was promoted to it: git push alone brings none`,
      { hint: `gitenv push ${environment} ${commit}` },
    );
  throw new GitenvError(
    'NO_BUNDLE',
    `The bundle ${shortDigest(gone)} of ${short} has gone from s3://${place.name}/${place.below}`,
    {
      advice: `${writer} can build and store it again without releasing anything; what ${writer} runs stays as it is. If the build is not reproducible, it has another digest, and ${writer} has to release it.`,
      hint: `gitenv build ${writer} ${commit} --store`,
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
