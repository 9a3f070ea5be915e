import { createHash } from 'node:crypto';
import { inParallel } from '../../lib/aws/call/in-parallel';
import { listObjects, unquoted } from '../../lib/aws/objects/list-objects';
import { describeObject } from '../../lib/aws/objects/object-store';
import type { BundledFile } from '../../lib/bundle/manifest';
import { failureName, GitenvError } from '../../lib/errors';
import type { Job } from '../program/job/job';
import { readRecord, type SiteObject, type SiteRecord } from './record';
import type { Site } from './site';

/** A site as it is. */
export interface Look {
  readonly record: SiteRecord;
  /** What the bucket holds, by key: the ETag. Without the folders of others. */
  readonly present: ReadonlyMap<string, string>;
  /** What is known of those that are of the bundle. */
  readonly known: ReadonlyMap<string, SiteObject>;
  /** The same again exactly where neither what the releases have put nor what this one would put has changed. */
  readonly seen: string;
}

const requestsAtOnce = 16;

/**
 * Looks at a site and changes nothing.
 * @param mayBeAbsent takes a bucket that is not there for an empty one: a stack will make it
 * @param trust takes the record's word for objects whose ETag is as it was; a change of headers alone may go unnoticed so
 */
export async function look(
  job: Job,
  site: Site,
  files: readonly BundledFile[],
  { trust, mayBeAbsent = false }: { trust: boolean; mayBeAbsent?: boolean },
): Promise<Look> {
  const record = await readRecord(job, site);
  const present = await list(site, mayBeAbsent);
  const known = new Map<string, SiteObject>();
  if (trust)
    for (const object of record.objects)
      if (present.get(object.key) === object.etag) known.set(object.key, object);
  const asked = files.filter(({ path }) => present.has(path) && !known.has(path));
  await inParallel(asked, requestsAtOnce, async ({ path }) => {
    const object = await ask(site, path);
    if (object) known.set(path, object);
  });
  return { record, present, known, seen: fingerprint(record, present, files) };
}

async function list({ bucket, others }: Site, mayBeAbsent: boolean): Promise<Map<string, string>> {
  try {
    const all = await listObjects(bucket);
    const ours = all.filter(({ key }) => !others.some((folder) => key.startsWith(folder)));
    return new Map(ours.map(({ key, etag }) => [key, etag]));
  } catch (error) {
    if (mayBeAbsent && failureName(error) === 'NoSuchBucket') return new Map();
    throw explained(error, bucket.name);
  }
}

function explained(error: unknown, bucket: string): unknown {
  if (failureName(error) === 'NoSuchBucket')
    return new GitenvError('NO_BUCKET', `There is no bucket '${bucket}' for the site`, {
      further: `Create it (aws s3 mb s3://${bucket}), or name another as kit.bucket in gitenv.json.`,
    });
  if (failureName(error) === 'AccessDenied')
    return new GitenvError(
      'ACCESS_DENIED',
      `This build may not look at the site's bucket '${bucket}'`,
      {
        further: `The build's role may where its name begins with <application>-site-; for another, its bucket policy has to allow that.`,
      },
    );
  return error;
}

/** What a release says of each object it puts, in the object's own metadata. */
async function ask({ bucket }: Site, key: string): Promise<SiteObject | undefined> {
  const headers = await describeObject(bucket, key);
  if (!headers) return undefined;
  return {
    key,
    sha256: String(headers['x-amz-meta-sha256'] ?? ''),
    contentType: headers['content-type'] ?? '',
    cacheControl: headers['cache-control'] ?? '',
    etag: unquoted(headers.etag ?? ''),
  };
}

function fingerprint(
  record: SiteRecord,
  present: ReadonlyMap<string, string>,
  files: readonly BundledFile[],
): string {
  const keys = new Set([
    ...files.map(({ path }) => path),
    ...record.objects.map(({ key }) => key),
    ...(record.unfinished?.keys ?? []),
  ]);
  const there = [...keys].sort().map((key) => [key, present.get(key) ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([record.bundle ?? null, record.unfinished ?? null, there]))
    .digest('hex');
}
