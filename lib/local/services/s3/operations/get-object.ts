import fs from 'node:fs';
import { Readable } from 'node:stream';
import type {
  GetObjectCommandInput,
  HeadObjectCommandInput,
  HeadObjectOutput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { checksumMembers } from '../engine/checksums';
import { dataFile, versionIdOf, versionOf } from '../engine/versions';
import { bucketFor, isAllowed, ofVersion } from '../model/access';
import { checkReadConditions } from '../model/conditions';
import { accessDenied } from '../model/errors';
import { type ByteRange, parseRange } from '../model/ranges';
import type { StoredBucket, StoredVersion } from '../model/records';

/** The caller must read `Body` to its end or destroy it: it is an open file. */
export function GetObject(
  input: GetObjectCommandInput,
  context: Context,
): HeadObjectOutput & { Body: Readable } {
  const { bucket, version, range, head } = look(input, context);
  if (version.size === 0) return { ...head, Body: Readable.from([]) };
  // Opened at once, so that deleting the object does not end a reading that has begun.
  const fd = fs.openSync(dataFile(bucket, version, context), 'r');
  return { ...head, Body: fs.createReadStream('', { fd, ...range }) };
}

export function HeadObject(input: HeadObjectCommandInput, context: Context): HeadObjectOutput {
  return look(input, context).head;
}

function look(input: GetObjectCommandInput, context: Context) {
  if (input.SSECustomerAlgorithm !== undefined) throw notImplemented('s3', 'SSECustomerAlgorithm');
  const bucket = bucketFor(ofVersion('s3:GetObject', input), input, context);
  const version = visibleVersion(bucket, input, context);
  checkReadConditions(input, version);
  const range =
    input.PartNumber === undefined
      ? parseRange(input.Range, version.size)
      : partRange(version, input.PartNumber);
  return { bucket, version, range, head: describe(input, bucket, version, range) };
}

/** Who may not list a bucket does not learn what is not in it either. */
function visibleVersion(
  bucket: StoredBucket,
  input: GetObjectCommandInput,
  context: Context,
): StoredVersion {
  try {
    return versionOf(bucket, input, context);
  } catch (error) {
    const { Bucket } = input;
    throw isAllowed(bucket, 's3:ListBucket', { Bucket }, context) ? error : accessDenied();
  }
}

function partRange({ parts, size }: StoredVersion, number: number): ByteRange | undefined {
  if (!parts) {
    if (number === 1) return size === 0 ? undefined : { start: 0, end: size - 1 };
    throw invalidPart();
  }
  const index = parts.findIndex((part) => part.number === number);
  const part = parts[index];
  if (!part) throw invalidPart();
  const start = parts.slice(0, index).reduce((sum, before) => sum + before.size, 0);
  return { start, end: start + part.size - 1 };
}

function invalidPart(): ServiceError {
  return new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
}

function describe(
  input: GetObjectCommandInput,
  bucket: StoredBucket,
  version: StoredVersion,
  range: ByteRange | undefined,
): HeadObjectOutput {
  const { size, headers, parts } = version;
  const { ExpiresString, StorageClass, ...kept } = headers;
  const tags = Object.keys(version.tags).length;
  return {
    ...kept,
    AcceptRanges: 'bytes',
    ContentLength: range ? range.end - range.start + 1 : size,
    ETag: `"${version.etag}"`,
    LastModified: new Date(version.modifiedAt),
    VersionId: versionIdOf(bucket, version),
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${size}` }),
    ...(ExpiresString !== undefined && { Expires: new Date(ExpiresString) }),
    ...(StorageClass !== 'STANDARD' && {
      StorageClass,
    }),
    ...(tags > 0 && { TagCount: tags }),
    ...(input.PartNumber !== undefined && parts && { PartsCount: parts.length }),
    ...(input.ChecksumMode === 'ENABLED' &&
      !range && {
        ...checksumMembers(version.checksums),
        ChecksumType: version.checksumType,
      }),
    ...overrides(input),
  };
}

/** A presigned address may ask for other headers than the object's own. */
function overrides(input: GetObjectCommandInput): HeadObjectOutput {
  const asked = {
    ContentType: input.ResponseContentType,
    ContentLanguage: input.ResponseContentLanguage,
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    Expires: input.ResponseExpires,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
