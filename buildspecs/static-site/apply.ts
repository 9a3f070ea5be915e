import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inParallel } from '../../lib/aws/call/in-parallel';
import { listObjects, unquoted } from '../../lib/aws/objects/list-objects';
import { openObject, putObject } from '../../lib/aws/objects/object-store';
import { askBucket, readAll } from '../../lib/aws/objects/request';
import { GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { inPhases, isKeptForever } from './caching';
import type { SiteDifference, SiteFile } from './compare';
import { shown } from './describe';
import { invalidate } from './invalidate';
import type { Look } from './look';
import { type SiteObject, type SiteRecord, type Unfinished, writeRecord } from './record';
import type { Site } from './site';

const transfersAtOnce = 8;
const namedAtMost = 20;

/**
 * Makes a site what a bundle is. At each moment somebody who visits it finds either release whole: what pages refer to
 * is put before them, the front page last, and nothing is deleted before that. Where it is cut short, the record
 * says what it was about, and the next release goes on from there.
 */
export async function applyDifference(
  job: Job,
  site: Site,
  folder: string,
  digest: string,
  now: Look,
  difference: SiteDifference,
): Promise<void> {
  const { uploads, kept } = difference;
  const going = [...difference.removed, ...difference.expired];
  const unfinished = beginning(job, now, difference);
  const isSettled = now.record.bundle === digest && now.record.unfinished === undefined;
  const changes = !isSettled || uploads.length + going.length > 0;
  if (changes) await writeRecord(job, site, { ...now.record, unfinished });
  const etags = await upload(job, site, folder, difference);
  const objects = difference.files.map((file) => objectOf(file, now, etags));
  await verify(site, objects);
  const earlier = now.record.objects.filter(({ key }) => kept.includes(key));
  const record: SiteRecord = {
    version: 1,
    bundle: digest,
    objects: [...objects, ...earlier],
    kept,
  };
  // From here on the site is this release's, and only tidying up is left.
  if (going.length > 0) await writeRecord(job, site, { ...record, unfinished });
  await inParallel(going, transfersAtOnce, async (key) => {
    await askBucket(site.bucket, { method: 'DELETE', key });
  });
  await invalidate(job, site, unfinished.stale);
  if (changes) await writeRecord(job, site, record);
  job.say(summary(site, difference));
}

/** Written before anything is changed. */
function beginning(
  job: Job,
  { record }: Look,
  { uploads, removed, expired }: SiteDifference,
): Unfinished {
  const { keys = [], stale = [] } = record.unfinished ?? {};
  const changed = uploads.filter(({ before }) => before).map(({ file }) => file);
  const passing = changed.filter(({ cacheControl }) => !isKeptForever(cacheControl));
  return {
    execution: job.execution,
    keys: unique([...keys, ...uploads.map(({ file }) => file.key), ...removed, ...expired]),
    stale: unique([...stale, ...passing.map(({ key }) => key), ...removed]),
  };
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}

/** @returns the ETags of what was put, by key */
async function upload(
  job: Job,
  { bucket }: Site,
  folder: string,
  { uploads }: SiteDifference,
): Promise<ReadonlyMap<string, string>> {
  const etags = new Map<string, string>();
  for (const phase of inPhases(uploads.map(({ file }) => file))) {
    await inParallel(phase, transfersAtOnce, async (file) => {
      const { key, sha256, bytes, contentType, cacheControl } = file;
      const etag = await putObject(bucket, key, {
        open: () => fs.createReadStream(path.join(folder, key), { highWaterMark: 256 * 1024 }),
        bytes,
        sha256,
        headers: {
          'content-type': contentType,
          'cache-control': cacheControl,
          'x-amz-meta-sha256': sha256,
        },
      });
      etags.set(key, unquoted(etag ?? ''));
    });
    if (phase.length > 0) job.say(`put ${namesOf(phase)}`);
  }
  return etags;
}

function namesOf(files: readonly SiteFile[]): string {
  return files.length > namedAtMost
    ? `${files.length} files`
    : files.map(({ key }) => shown(key)).join(', ');
}

function objectOf(
  { key, sha256, contentType, cacheControl }: SiteFile,
  { known }: Look,
  etags: ReadonlyMap<string, string>,
): SiteObject {
  const etag = etags.get(key) ?? known.get(key)?.etag ?? '';
  return { key, sha256, contentType, cacheControl, etag };
}

/** Asks the bucket whether it has what was put, and reads the front page as a visitor would. */
async function verify({ bucket }: Site, objects: readonly SiteObject[]): Promise<void> {
  const there = new Map((await listObjects(bucket)).map(({ key, etag }) => [key, etag]));
  const other = objects.find(({ key, etag }) => there.get(key) !== etag);
  if (other) throw changedMeanwhile(bucket.name, other.key);
  const front = objects.find(({ key }) => key === 'index.html');
  if (!front) return;
  const found = await openObject(bucket, front.key);
  const bytes = found ? await readAll(found.body) : Buffer.alloc(0);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== front.sha256) throw changedMeanwhile(bucket.name, front.key);
}

function changedMeanwhile(bucket: string, key: string): GitenvError {
  return new GitenvError(
    'DEPLOY_FAILED',
    `s3://${bucket}/${shown(key)} is not what this deploy put there: somebody else has changed it meanwhile`,
  );
}

function summary({ bucket }: Site, { files, uploads, removed, expired }: SiteDifference): string {
  const unchanged = files.length - uploads.length;
  const gone = removed.length + expired.length;
  return `s3://${bucket.name} serves the bundle: ${uploads.length} put, ${unchanged} unchanged, ${gone} deleted.`;
}
