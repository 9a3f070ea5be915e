import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { askBucket, type Bucket, openObject, readObject, storeObject } from '../aws/object-store';
import { type Manifest, parseManifest } from '../bundle/manifest';
import { unpack } from '../bundle/unpack';
import { objectKeys } from '../contract';

/**
 * The bundle of a commit as the bucket has it.
 * @throws Error where something lies there that is no manifest, which nobody may replace
 */
export async function findManifest(bucket: Bucket, commit: string): Promise<Manifest | undefined> {
  const key = objectKeys.manifest(commit);
  const stored = await readObject(bucket, key);
  if (stored === undefined) return undefined;
  const manifest = parseManifest(stored.toString('utf8'));
  if (manifest?.commit === commit) return manifest;
  throw new Error(
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
  const { Readable } = await import('node:stream');
  return storeObject(bucket, key, {
    open: () => Readable.from([body]),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    headers: { 'content-type': 'application/json' },
    onlyNew,
  });
}

/**
 * Brings a bundle's files from the bucket, as they were bundled.
 * @returns the folder they are in, a new one
 * @throws Error where the archive is gone, or anything in it is other than the manifest says
 */
export async function fetchBundle(bucket: Bucket, manifest: Manifest): Promise<string> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bundle-'));
  const archive = path.join(scratch, 'archive.zip');
  await download(bucket, manifest, archive);
  const folder = path.join(scratch, 'bundle');
  fs.mkdirSync(folder);
  try {
    await unpack(archive, manifest, folder);
  } catch (error) {
    throw broken(bucket, manifest, (error as Error).message);
  }
  fs.rmSync(archive);
  return folder;
}

async function download(bucket: Bucket, manifest: Manifest, file: string): Promise<void> {
  const { commit, archive } = manifest;
  const found = await openObject(bucket, objectKeys.archive(commit, archive.sha256));
  if (!found) throw broken(bucket, manifest, 'it is not in the bucket any more');
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(found.body, measure, fs.createWriteStream(file));
  if (hash.digest('hex') !== archive.sha256)
    throw broken(bucket, manifest, `its archive has another digest than ${archive.sha256}`);
}

function broken(bucket: Bucket, { commit, archive }: Manifest, why: string): Error {
  const key = objectKeys.archive(commit, archive.sha256);
  return new Error(`The bundle s3://${bucket.name}/${key} cannot be used: ${why}.`);
}
