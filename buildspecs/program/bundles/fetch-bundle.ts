import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { receiveObject } from '../../../lib/aws/objects/object-store';
import type { Manifest } from '../../../lib/bundle/manifest';
import { type BundlePlace, folderOf, layoutOf } from '../../../lib/bundle/store';
import { unpack } from '../../../lib/bundle/unpack';
import { clauseOf, GitenvError } from '../../../lib/errors';
import type { Job } from '../job/job';
import { scratchFolder, writing } from '../job/scratch';
import { placesOf, reach } from './places';

/**
 * Brings a bundle's files from where it lies, as they were bundled.
 * @returns the folder they are in, a new one
 * @throws GitenvError where the archive is gone, or anything in it is other than the manifest says
 */
export async function fetchBundle(job: Job, manifest: Manifest): Promise<string> {
  const scratch = scratchFolder('bundle');
  const archive = path.join(scratch, 'archive.zip');
  const place = await writing('the archive of the bundle', () => download(job, manifest, archive));
  const folder = path.join(scratch, 'bundle');
  fs.mkdirSync(folder);
  await writing('the files of the bundle', () =>
    unpack(archive, manifest, folder).catch((error: NodeJS.ErrnoException) => {
      // What the system refuses says nothing about the bundle.
      throw error.syscall === undefined ? broken(place, manifest, clauseOf(error)) : error;
    }),
  );
  fs.rmSync(archive);
  return folder;
}

/** @returns the place that had it */
async function download(job: Job, manifest: Manifest, file: string): Promise<BundlePlace> {
  const places = placesOf(job);
  const { sha256 } = manifest.archive;
  for (const place of places) {
    const key = keyOf(manifest, place);
    const found = await reach(job, place, () =>
      receiveObject(place, key, (body) => save(body, file)),
    );
    if (found === undefined) continue;
    if (found === sha256) return place;
    throw broken(place, manifest, `its archive has another digest than ${sha256}`);
  }
  throw broken(places[0] ?? job.bucket, manifest, 'it is not in the bucket any more');
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

function broken(place: BundlePlace, manifest: Manifest, why: string): GitenvError {
  const key = keyOf(manifest, place);
  return new GitenvError(
    'BUNDLE_BROKEN',
    `The bundle s3://${place.name}/${key} cannot be used: ${why}`,
    {
      further: `To build it again, delete ${folderOf(manifest, place)} from the bucket, and release the commit again.`,
    },
  );
}

function keyOf(manifest: Manifest, place: BundlePlace): string {
  return layoutOf(manifest)(place).archive(manifest.archive.sha256);
}
