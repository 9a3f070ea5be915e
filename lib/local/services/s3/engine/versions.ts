import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from '../../../base/context';
import { hiddenByDeleteMarker, isDeleteMarker, noSuchKey, noSuchVersion } from '../model/errors';
import { dataFolder, objects, type StoredBucket, type StoredVersion } from '../model/records';
import type { ReceivedBody } from './body';

/** Of a bucket that was never versioned, and of objects put while versioning was suspended. */
export const nullVersion = 'null';

export type NewVersion = Omit<StoredVersion, 'versionId' | 'modifiedAt' | 'data' | 'size'>;

/** Makes received bytes the newest version of a key. Synchronous: what was checked just before still holds. */
export function addVersion(
  bucket: StoredBucket,
  key: string,
  body: ReceivedBody,
  version: NewVersion,
  context: Context,
): StoredVersion {
  const data = path.basename(body.file);
  const folder = dataFolder(bucket, context);
  fs.mkdirSync(folder, { recursive: true });
  fs.renameSync(body.file, path.join(folder, data));
  return prepend(
    bucket,
    key,
    { ...version, ...stamp(bucket, context), data, size: body.size },
    context,
  );
}

/** Answers a deletion without a version: in a versioned bucket a marker hides what stays. */
export function addDeleteMarker(
  bucket: StoredBucket,
  key: string,
  context: Context,
): StoredVersion {
  const marker = { size: 0, etag: '', checksums: {}, headers: {}, tags: {} };
  return prepend(bucket, key, { ...marker, ...stamp(bucket, context) }, context);
}

function stamp({ versioning }: StoredBucket, context: Context) {
  return {
    versionId: versioning === 'Enabled' ? randomBytes(24).toString('base64url') : nullVersion,
    // S3 counts in whole seconds.
    modifiedAt: new Date(Math.floor(context.now().getTime() / 1000) * 1000).toISOString(),
  };
}

function prepend(
  bucket: StoredBucket,
  key: string,
  version: StoredVersion,
  context: Context,
): StoredVersion {
  const before = objects(bucket, context).get(key)?.versions ?? [];
  const [replaced] = before.filter((known) => known.versionId === version.versionId);
  const kept = before.filter((known) => known !== replaced);
  objects(bucket, context).put(key, { key, versions: [version, ...kept] });
  if (replaced) removeData(bucket, replaced, context);
  return version;
}

/** Changes what is said about a version in place. */
export function replaceVersion(
  bucket: StoredBucket,
  key: string,
  version: StoredVersion,
  context: Context,
): void {
  const versions = objects(bucket, context).get(key)?.versions ?? [];
  objects(bucket, context).put(key, {
    key,
    versions: versions.map((known) => (known.versionId === version.versionId ? version : known)),
  });
}

/** Removes one version for good. @returns it, or undefined when there was none */
export function removeVersion(
  bucket: StoredBucket,
  key: string,
  versionId: string,
  context: Context,
): StoredVersion | undefined {
  const all = objects(bucket, context);
  const versions = all.get(key)?.versions ?? [];
  const removed = versions.find((version) => version.versionId === versionId);
  if (!removed) return undefined;
  const kept = versions.filter((version) => version !== removed);
  if (kept.length > 0) all.put(key, { key, versions: kept });
  else all.delete(key);
  removeData(bucket, removed, context);
  return removed;
}

function removeData(bucket: StoredBucket, { data }: StoredVersion, context: Context): void {
  if (data !== undefined) fs.rmSync(path.join(dataFolder(bucket, context), data), { force: true });
}

/**
 * The version that a read is about.
 * @throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker asked for by its id
 */
export function versionOf(
  bucket: StoredBucket,
  { Key = '', VersionId }: { Key?: string | undefined; VersionId?: string | undefined },
  context: Context,
): StoredVersion {
  const version = findVersion(bucket, Key, VersionId, context);
  if (!version) throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
  if (version.data !== undefined) return version;
  throw VersionId === undefined
    ? hiddenByDeleteMarker(Key, version.versionId)
    : isDeleteMarker(Key);
}

export function findVersion(
  bucket: StoredBucket,
  key: string,
  versionId: string | undefined,
  context: Context,
): StoredVersion | undefined {
  const versions = objects(bucket, context).get(key)?.versions;
  return versionId === undefined
    ? versions?.[0]
    : versions?.find((version) => version.versionId === versionId);
}

export function dataFile(
  bucket: StoredBucket,
  { data = '' }: StoredVersion,
  context: Context,
): string {
  return path.join(dataFolder(bucket, context), data);
}

/** The version id as replies carry it: not at all where a bucket was never versioned. */
export function versionIdOf(
  { versioning }: StoredBucket,
  { versionId }: StoredVersion,
): string | undefined {
  return versioning === undefined ? undefined : versionId;
}
