import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type OpenObject, openObject } from '../aws/object-store';
import type { Manifest } from '../bundle/manifest';
import type { Shelf } from '../bundle/store';
import { unpack } from '../bundle/unpack';
import { objectKeys } from '../contract';
import { reach } from './assets';
import type { Job } from './job';
import { shelvesOf } from './shelves';

/**
 * Brings a bundle's files from where it lies, as they were bundled.
 * @returns the folder they are in, a new one
 * @throws Error where the archive is gone, or anything in it is other than the manifest says
 */
export async function fetchBundle(job: Job, manifest: Manifest): Promise<string> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bundle-'));
  const archive = path.join(scratch, 'archive.zip');
  const shelf = await download(job, manifest, archive);
  const folder = path.join(scratch, 'bundle');
  fs.mkdirSync(folder);
  try {
    await unpack(archive, manifest, folder);
  } catch (error) {
    throw broken(shelf, manifest, (error as Error).message);
  }
  fs.rmSync(archive);
  return folder;
}

/** @returns the shelf that had it */
async function download(job: Job, manifest: Manifest, file: string): Promise<Shelf> {
  const { archive } = manifest;
  const [shelf, found] = await open(job, manifest);
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(found.body, measure, fs.createWriteStream(file));
  if (hash.digest('hex') !== archive.sha256)
    throw broken(shelf, manifest, `its archive has another digest than ${archive.sha256}`);
  return shelf;
}

async function open(job: Job, manifest: Manifest): Promise<[Shelf, OpenObject]> {
  const shelves = shelvesOf(job);
  for (const shelf of shelves) {
    const found = await reach(job, shelf, () => openObject(shelf, keyOf(manifest, shelf)));
    if (found) return [shelf, found];
  }
  throw broken(shelves[0] ?? job.bucket, manifest, 'it is not in the bucket any more');
}

function broken(shelf: Shelf, manifest: Manifest, why: string): Error {
  const key = keyOf(manifest, shelf);
  return new Error(`The bundle s3://${shelf.name}/${key} cannot be used: ${why}.`);
}

function keyOf({ commit, archive }: Manifest, { below }: Shelf): string {
  return objectKeys.archive(commit, archive.sha256, below);
}
