import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { receiveObject } from '../../../lib/aws/objects/object-store';
import type { Manifest } from '../../../lib/bundle/manifest';
import type { Shelf } from '../../../lib/bundle/store';
import { unpack } from '../../../lib/bundle/unpack';
import { objectKeys } from '../../../lib/contract';
import { reach } from './assets';
import type { Job } from './job';
import { scratchFolder, writing } from './scratch';
import { shelvesOf } from './shelves';

/**
 * Brings a bundle's files from where it lies, as they were bundled.
 * @returns the folder they are in, a new one
 * @throws Error where the archive is gone, or anything in it is other than the manifest says
 */
export async function fetchBundle(job: Job, manifest: Manifest): Promise<string> {
  const scratch = scratchFolder('bundle');
  const archive = path.join(scratch, 'archive.zip');
  const shelf = await writing('the archive of the bundle', () => download(job, manifest, archive));
  const folder = path.join(scratch, 'bundle');
  fs.mkdirSync(folder);
  await writing('the files of the bundle', () =>
    unpack(archive, manifest, folder).catch((error: NodeJS.ErrnoException) => {
      // What the system refuses says nothing about the bundle.
      throw error.syscall === undefined ? broken(shelf, manifest, error.message) : error;
    }),
  );
  fs.rmSync(archive);
  return folder;
}

/** @returns the shelf that had it */
async function download(job: Job, manifest: Manifest, file: string): Promise<Shelf> {
  const shelves = shelvesOf(job);
  const { sha256 } = manifest.archive;
  for (const shelf of shelves) {
    const key = keyOf(manifest, shelf);
    const found = await reach(job, shelf, () =>
      receiveObject(shelf, key, (body) => save(body, file)),
    );
    if (found === undefined) continue;
    if (found === sha256) return shelf;
    throw broken(shelf, manifest, `its archive has another digest than ${sha256}`);
  }
  throw broken(shelves[0] ?? job.bucket, manifest, 'it is not in the bucket any more');
}

/** @returns the SHA-256 of what came */
async function save(body: Readable, file: string): Promise<string> {
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(body, measure, fs.createWriteStream(file));
  return hash.digest('hex');
}

function broken(shelf: Shelf, manifest: Manifest, why: string): Error {
  const key = keyOf(manifest, shelf);
  return new Error(`The bundle s3://${shelf.name}/${key} cannot be used: ${why}.`);
}

function keyOf({ commit, archive }: Manifest, { below }: Shelf): string {
  return objectKeys.archive(commit, archive.sha256, below);
}
