import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { askBucket, type Bucket, readObject, storeObject } from '../aws/object-store';
import { objectKeys } from '../contract';
import { BrokenBundle, type Manifest, parseManifest } from './manifest';

/**
 * The bundle of a commit as the bucket has it.
 * @throws BrokenBundle where something lies there that is no manifest, which nobody may replace
 */
export async function findManifest(bucket: Bucket, commit: string): Promise<Manifest | undefined> {
  const key = objectKeys.manifest(commit);
  const stored = await readObject(bucket, key);
  if (stored === undefined) return undefined;
  const manifest = parseManifest(stored.toString('utf8'));
  if (manifest?.commit === commit) return manifest;
  throw new BrokenBundle(
    `s3://${bucket.name}/${key} is no manifest of this commit. Delete ${objectKeys.bundles}${commit}/ from the bucket to build it again.`,
  );
}

export async function hasArchive(bucket: Bucket, manifest: Manifest): Promise<boolean> {
  const key = objectKeys.archive(manifest.commit, manifest.archive.sha256);
  try {
    await askBucket(bucket, { method: 'HEAD', key });
    return true;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404)
      return false;
    throw error;
  }
}

/** Stores the archive first: once the manifest is there, the bundle is complete. */
export async function storeArchive(
  bucket: Bucket,
  manifest: Manifest,
  file: string,
): Promise<void> {
  const { sha256, bytes } = manifest.archive;
  await storeObject(bucket, objectKeys.archive(manifest.commit, sha256), {
    open: () => fs.createReadStream(file, { highWaterMark: 256 * 1024 }),
    bytes,
    sha256,
    headers: { 'content-type': 'application/zip' },
    onlyNew: true,
  });
}

/** @returns false where another build of the commit was faster; nothing is replaced */
export async function storeManifest(bucket: Bucket, manifest: Manifest): Promise<boolean> {
  const body = Buffer.from(`${JSON.stringify(manifest)}\n`);
  return storeBuffer(bucket, objectKeys.manifest(manifest.commit), body, { onlyNew: true });
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
