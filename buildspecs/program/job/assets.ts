import fs from 'node:fs';
import path from 'node:path';
import type { Bucket } from '../../../lib/aws/objects/bucket';
import { type Manifest, shortDigest } from '../../../lib/bundle/manifest';
import type { Shelf } from '../../../lib/bundle/store';
import { assetsVariables, configFile, objectKeys } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Job } from './job';
import { readConfig } from './settings';

/** The bucket that all environments of an application share, which belongs to an account of its own. */
export interface Assets {
  readonly shelf: Shelf;
  /** Name of the environment whose builds store bundles there; the others build nothing. */
  readonly writer: string;
}

/** @returns undefined where the stack names no such bucket: each environment has its own alone */
export function assetsOf(env: Job['env'], application: string, own: Bucket): Assets | undefined {
  const { bucket, region, account, writer } = assetsVariables;
  const name = env[bucket];
  if (!name) return undefined;
  const owner = env[account];
  const shelf = {
    ...own,
    name,
    region: env[region] || own.region,
    below: objectKeys.bundlesOf(application),
    ...(owner && { owner }),
  };
  return { shelf, writer: env[writer] ?? '' };
}

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
  const { writer, shelf } = assets;
  const short = commit.slice(0, 8);
  if (!gone)
    throw new GitenvError(
      'NO_BUNDLE',
      `${environment} pulls its bundles and builds none, and s3://${shelf.name} has none of ${short}: ${writer} has to release it first`,
      { hint: `gitenv push ${writer} ${commit}` },
    );
  const folder = `s3://${shelf.name}/${shelf.below}${commit}/`;
  throw new GitenvError(
    'NO_BUNDLE',
    `The archive of the bundle ${shortDigest(gone.digest)} of ${short} has gone from ${folder}: ${writer} has to release it again`,
    { hint: `delete ${folder}, then gitenv push ${writer} ${commit}` },
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
    { hint: `"bundles": "promote" in ${configFile}, then gitenv init of every environment` },
  );
}

/** Runs calls to a bucket; that the shared one lets nobody in is said with the command that changes it. */
export async function reach<T>(job: Job, shelf: Shelf, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const isRefused = $metadata?.httpStatusCode === 403;
    if (shelf !== job.assets?.shelf || !(isRefused || name === 'NoSuchBucket')) throw error;
    const account = shelf.owner === undefined ? '' : ` of account ${shelf.owner}`;
    const why = isRefused ? `does not let the role of this build in (${name})` : 'is not there';
    throw new GitenvError(
      isRefused ? 'ACCESS_DENIED' : 'NOT_INSTALLED',
      `The bucket ${shelf.name}${account}, which ${job.environment} pulls its bundles from, ${why}`,
      { hint: `gitenv assets, which lets in the environments of ${configFile}` },
    );
  }
}
