import path from 'node:path';
import type { ServerSideEncryption, StorageClass } from '@aws-sdk/client-s3';
import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { pathSegmentOf, type Records } from '../../../base/store';
import { noSuchBucket } from './errors';

export interface StoredBucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: string;
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Configurations by the name of their request's member (`Tagging`, `CORSConfiguration` …), as they were put. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What is said about an object beside its bytes. */
export interface ObjectHeaders {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ExpiresString?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly StorageClass?: StorageClass | undefined;
  readonly ServerSideEncryption?: ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

export interface StoredPart {
  readonly number: number;
  readonly size: number;
  readonly checksums: Readonly<Record<string, string>>;
}

/** One version of an object; one without `data` is a delete marker. */
export interface StoredVersion {
  readonly versionId: string;
  readonly modifiedAt: string;
  /** The file under the bucket's data folder that holds the bytes. */
  readonly data?: string;
  readonly size: number;
  /** Without its quotes. */
  readonly etag: string;
  /** Base64 by algorithm, such as CRC32. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT' | undefined;
  readonly headers: ObjectHeaders;
  readonly tags: Readonly<Record<string, string>>;
  readonly parts?: readonly StoredPart[];
}

export interface StoredObject {
  readonly key: string;
  /** Newest first, never empty. */
  readonly versions: readonly StoredVersion[];
}

/** Bucket names are unique across all accounts. */
export function buckets(context: Context): Records<StoredBucket> {
  return context.sharedRecords<StoredBucket>('s3/buckets');
}

/** Where a bucket's content is kept, whoever asks for it. */
export function homeOf(
  { account, region }: Pick<StoredBucket, 'account' | 'region'>,
  context: Context,
): Context {
  const owner = account === context.account ? context : context.as(serviceCaller(account));
  return owner.in(region);
}

export function objects(bucket: StoredBucket, context: Context): Records<StoredObject> {
  const { name } = bucket;
  return homeOf(bucket, context).records<StoredObject>(`s3/objects/${pathSegmentOf(name)}`);
}

/** Where the bytes of a bucket's objects are. */
export function dataFolder(bucket: StoredBucket, context: Context): string {
  return path.join(homeOf(bucket, context).directory, 's3', 'data', pathSegmentOf(bucket.name));
}

/** Where bodies are received before they become objects; emptied at every start. */
export function incomingFolder(
  bucket: Pick<StoredBucket, 'account' | 'region'>,
  context: Context,
): string {
  return path.join(homeOf(bucket, context).directory, 's3', 'incoming');
}

/** @throws NoSuchBucket */
export function bucketAnywhere(name: string | undefined, context: Context): StoredBucket {
  const bucket = buckets(context).get(name ?? '');
  if (!bucket) throw noSuchBucket(name ?? '');
  return bucket;
}
