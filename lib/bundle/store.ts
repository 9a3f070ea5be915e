import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { Bucket } from '../aws/objects/bucket';
import { readObject, storeObject } from '../aws/objects/object-store';
import { askBucket } from '../aws/objects/request';
import { objectKeys } from '../contract';
import { failureStatus, GitenvError } from '../errors';
import { type Manifest, parseManifest } from './manifest';

/** A bucket, and where in it bundles lie. */
export interface BundlePlace extends Bucket {
  /** What their keys begin with; in an environment's own bucket it goes without saying. */
  readonly below?: string;
}

/**
 * The bundle of a commit as the bucket has it.
 * @throws GitenvError BUNDLE_BROKEN where something lies there that is no manifest, which nobody may replace
 */
export async function findManifest(
  bucket: BundlePlace,
  commit: string,
): Promise<Manifest | undefined> {
  const key = objectKeys.manifest(commit, bucket.below);
  const stored = await readObject(bucket, key);
  if (stored === undefined) return undefined;
  const manifest = parseManifest(stored.toString('utf8'));
  if (manifest?.commit === commit) return manifest;
  throw new GitenvError(
    'BUNDLE_BROKEN',
    `s3://${bucket.name}/${key} is no manifest of this commit`,
    { further: `Delete ${key.replace(/[^/]*$/, '')} from the bucket to build it again.` },
  );
}

export async function hasArchive(bucket: BundlePlace, manifest: Manifest): Promise<boolean> {
  const key = objectKeys.archive(manifest.commit, manifest.archive.sha256, bucket.below);
  try {
    await askBucket(bucket, { method: 'HEAD', key });
    return true;
  } catch (error) {
    if (failureStatus(error) === 404) return false;
    throw error;
  }
}

/** Stores the archive first: once the manifest is there, the bundle is complete. */
export async function storeArchive(
  bucket: BundlePlace,
  manifest: Manifest,
  file: string,
): Promise<void> {
  const { sha256, bytes } = manifest.archive;
  await storeObject(bucket, objectKeys.archive(manifest.commit, sha256, bucket.below), {
    open: () => fs.createReadStream(file, { highWaterMark: 256 * 1024 }),
    bytes,
    sha256,
    headers: { 'content-type': 'application/zip' },
    onlyNew: true,
  });
}

/** @returns false where another build of the commit was faster; nothing is replaced */
export async function storeManifest(bucket: BundlePlace, manifest: Manifest): Promise<boolean> {
  const body = Buffer.from(`${JSON.stringify(manifest)}\n`);
  const key = objectKeys.manifest(manifest.commit, bucket.below);
  return storeBuffer(bucket, key, body, { onlyNew: true });
}

export async function storeBuffer(
  bucket: Bucket,
  key: string,
  body: Buffer,
  { onlyNew }: { onlyNew: boolean },
): Promise<boolean> {
  return storeObject(bucket, key, {
    open: () => Readable.from([body]),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    headers: { 'content-type': 'application/json' },
    onlyNew,
  });
}
