import type {
  DeleteMarkerEntry,
  ListObjectVersionsCommandInput,
  ListObjectVersionsOutput,
  ObjectVersion,
  StorageClass,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { bucketFor } from '../model/access';
import { invalidArgument } from '../model/errors';
import { compareKeys, keyEncoder, listPage } from '../model/listing';
import { objects, type StoredBucket, type StoredVersion } from '../model/records';

interface Entry {
  readonly key: string;
  readonly version: StoredVersion;
  readonly latest: boolean;
}

/** Every version and delete marker, keys in order and the newest first within each. */
/** The SDK's type has one storage class alone; S3 answers the one that the version has. */
type ListedVersion = Omit<ObjectVersion, 'StorageClass'> & { readonly StorageClass: StorageClass };
type Listing = Omit<ListObjectVersionsOutput, 'Versions'> & { readonly Versions: ListedVersion[] };

export function ListObjectVersions(
  input: ListObjectVersionsCommandInput,
  context: Context,
): Listing {
  const bucket = bucketFor('s3:ListBucketVersions', input, context);
  const encode = keyEncoder(input.EncodingType);
  const { Prefix: prefix = '', Delimiter: delimiter = '', MaxKeys: maxKeys = 1000 } = input;
  if (input.VersionIdMarker !== undefined && input.KeyMarker === undefined)
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  const entries = entriesFrom(bucket, input, context);
  // Positions make entries of one key distinct and sortable: a key cannot contain what ends it here.
  const named = new Map(
    entries.map((entry, i) => [`${entry.key}\0${String(i).padStart(9, '0')}`, entry]),
  );
  const page = listPage([...named.keys()], { prefix, delimiter, maxKeys, after: '' });
  const listed = page.keys.flatMap((name) => named.get(name) ?? []);
  const last = named.get(page.last);
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    Delimiter: delimiter && encode(delimiter),
    MaxKeys: maxKeys,
    EncodingType: input.EncodingType,
    IsTruncated: page.truncated,
    ...(page.truncated && {
      NextKeyMarker: encode(last?.key ?? page.last),
      ...(last && { NextVersionIdMarker: last.version.versionId }),
    }),
    Versions: listed.filter(isObject).map((entry) => describe(entry, encode, bucket)),
    DeleteMarkers: listed
      .filter((entry) => !isObject(entry))
      .map((entry) => describeMarker(entry, encode, bucket)),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  };
}

function entriesFrom(
  bucket: StoredBucket,
  { KeyMarker = '', VersionIdMarker, Prefix = '', Delimiter = '' }: ListObjectVersionsCommandInput,
  context: Context,
): Entry[] {
  const within = VersionIdMarker !== undefined;
  // A common prefix given as the marker hides all that it stands for.
  const rolled =
    Delimiter !== '' && KeyMarker.endsWith(Delimiter) && KeyMarker.length > Prefix.length;
  return objects(bucket, context)
    .list()
    .filter(({ key }) => !(rolled && key.startsWith(KeyMarker)))
    .filter(({ key }) => compareKeys(key, KeyMarker) > (within ? -1 : 0))
    .toSorted((a, b) => compareKeys(a.key, b.key))
    .flatMap(({ key, versions }) => {
      const entries = versions.map((version, i) => ({ key, version, latest: i === 0 }));
      if (key !== KeyMarker || !within) return entries;
      return entries.slice(1 + versions.findIndex((v) => v.versionId === VersionIdMarker));
    });
}

function isObject({ version }: Entry): boolean {
  return version.data !== undefined;
}

function describeMarker(
  { key, version, latest }: Entry,
  encode: (key: string) => string,
  { account }: StoredBucket,
): DeleteMarkerEntry {
  return {
    Key: encode(key),
    VersionId: version.versionId,
    IsLatest: latest,
    LastModified: new Date(version.modifiedAt),
    Owner: { ID: account },
  };
}

function describe(
  entry: Entry,
  encode: (key: string) => string,
  bucket: StoredBucket,
): ListedVersion {
  const { version } = entry;
  return {
    ...describeMarker(entry, encode, bucket),
    ETag: `"${version.etag}"`,
    Size: version.size,
    StorageClass: version.headers.StorageClass ?? 'STANDARD',
  };
}
