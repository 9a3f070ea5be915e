import type {
  _Object as ListedObject,
  ListObjectsCommandInput,
  ListObjectsOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2Output,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { checksumAlgorithms } from '../engine/checksums';
import { findVersion } from '../engine/versions';
import { bucketFor } from '../model/access';
import { invalidArgument } from '../model/errors';
import { compareKeys, keyEncoder, type Listing, listPage } from '../model/listing';
import { objects, type StoredBucket } from '../model/records';

export function ListObjectsV2(
  input: ListObjectsV2CommandInput,
  context: Context,
): ListObjectsV2Output {
  const bucket = bucketFor('s3:ListBucket', input, context);
  const encode = keyEncoder(input.EncodingType);
  const maxKeys = input.MaxKeys ?? 1000;
  const after = readToken(input.ContinuationToken) ?? input.StartAfter ?? '';
  const page = pageOf(bucket, input, after, context);
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxKeys: maxKeys,
    EncodingType: input.EncodingType,
    KeyCount: page.keys.length + page.commonPrefixes.length,
    IsTruncated: page.truncated,
    ContinuationToken: input.ContinuationToken,
    StartAfter: input.StartAfter && encode(input.StartAfter),
    ...(page.truncated && { NextContinuationToken: writeToken(page.last) }),
    ...contentsOf(page, bucket, encode, input.FetchOwner === true, context),
  };
}

export function ListObjects(input: ListObjectsCommandInput, context: Context): ListObjectsOutput {
  const bucket = bucketFor('s3:ListBucket', input, context);
  const encode = keyEncoder(input.EncodingType);
  const page = pageOf(bucket, input, input.Marker ?? '', context);
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    Marker: encode(input.Marker ?? ''),
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxKeys: input.MaxKeys ?? 1000,
    EncodingType: input.EncodingType,
    IsTruncated: page.truncated,
    // Without a delimiter clients go on from the last key.
    ...(page.truncated && input.Delimiter && { NextMarker: encode(page.last) }),
    ...contentsOf(page, bucket, encode, true, context),
  };
}

function pageOf(
  bucket: StoredBucket,
  input: ListObjectsCommandInput,
  after: string,
  context: Context,
): Listing {
  const { Prefix: prefix = '', Delimiter: delimiter = '', MaxKeys: maxKeys = 1000 } = input;
  if (maxKeys < 0) throw invalidArgument('max-keys cannot be negative');
  const keys = objects(bucket, context)
    .list()
    .filter(({ versions: [newest] }) => newest?.data !== undefined)
    .map(({ key }) => key)
    .sort(compareKeys);
  return listPage(keys, { prefix, delimiter, maxKeys, after });
}

function contentsOf(
  page: Listing,
  bucket: StoredBucket,
  encode: (key: string) => string,
  owner: boolean,
  context: Context,
): { Contents?: ListedObject[]; CommonPrefixes?: { Prefix: string }[] } {
  const { keys, commonPrefixes } = page;
  return {
    ...(keys.length > 0 && {
      Contents: keys.map((key) => describe(bucket, key, encode, owner, context)),
    }),
    ...(commonPrefixes.length > 0 && {
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  };
}

function describe(
  bucket: StoredBucket,
  key: string,
  encode: (key: string) => string,
  owner: boolean,
  context: Context,
): ListedObject {
  const version = findVersion(bucket, key, undefined, context);
  const { checksums = {} } = version ?? {};
  const algorithms = checksumAlgorithms.filter((name) => checksums[name] !== undefined);
  return {
    Key: encode(key),
    LastModified: new Date(version?.modifiedAt ?? 0),
    ETag: `"${version?.etag}"`,
    ...(algorithms.length > 0 && {
      ChecksumAlgorithm: algorithms,
      ChecksumType: version?.checksumType,
    }),
    Size: version?.size,
    StorageClass: version?.headers.StorageClass ?? 'STANDARD',
    ...(owner && { Owner: { ID: bucket.account } }),
  };
}

function writeToken(last: string): string {
  return Buffer.from(`1${last}`).toString('base64');
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('1')) throw invalidArgument('The continuation token provided is incorrect');
  return text.slice(1);
}
