import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Bucket, openObject } from '../aws/object-store';
import type { Manifest } from '../bundle/manifest';
import { unpack } from '../bundle/unpack';
import { objectKeys } from '../contract';

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
