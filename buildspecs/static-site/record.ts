import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { putObject, readObject } from '../../lib/aws/objects/object-store';
import { objectKeys } from '../../lib/object-keys';
import type { Job } from '../program/job/job';
import type { Site } from './site';

/** An object as a release put it. */
export interface SiteObject {
  readonly key: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** As S3 had it then: while it has, the rest is so, too. */
  readonly etag: string;
}

/**
 * What releases have put into a site's bucket, so that a plan need not ask for each object, and so that nothing is
 * ever deleted that no release has put there. It lies in the environment's bucket, which nobody serves.
 */
export interface SiteRecord {
  readonly version: 1;
  /** The digest of the bundle that is served. */
  readonly bundle?: string;
  readonly objects: readonly SiteObject[];
  /** Those of `objects` that are there only for pages of the release before that are still open. */
  readonly kept: readonly string[];
  /** Of a release that has begun to change the bucket, and has not come to its end. */
  readonly unfinished?: Unfinished;
}

export interface Unfinished {
  readonly execution: string;
  /** What it may have put or deleted. */
  readonly keys: readonly string[];
  /** Of those, what caches may still hold as it was before. */
  readonly stale: readonly string[];
}

export const noRecord: SiteRecord = { version: 1, objects: [], kept: [] };

export async function readRecord(job: Job, { bucket }: Site): Promise<SiteRecord> {
  const stored = await readObject(job.bucket, objectKeys.site(bucket.name));
  if (stored === undefined) return noRecord;
  const record = JSON.parse(stored.toString('utf8')) as SiteRecord;
  // What another version wrote is looked up object by object, as if there were none.
  return record.version === 1 ? record : noRecord;
}

export async function writeRecord(job: Job, { bucket }: Site, record: SiteRecord): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(record)}\n`);
  await putObject(job.bucket, objectKeys.site(bucket.name), {
    open: () => Readable.from([body]),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    headers: { 'content-type': 'application/json' },
  });
}
