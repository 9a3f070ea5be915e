import type { Context } from '../../../base/context';
import { bucketForFromAnywhere, ofVersion } from '../model/access';
import { checkReadConditions } from '../model/conditions';
import { invalidArgument, preconditionFailed } from '../model/errors';
import type { StoredBucket, StoredVersion } from '../model/records';
import { findVersion, versionOf } from './versions';

export interface CopySource {
  readonly bucket: StoredBucket;
  readonly key: string;
  readonly version: StoredVersion;
  /** Whether it is what a plain read of the key would give. */
  readonly newest: boolean;
}

interface CopyRequest {
  readonly CopySource?: string | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

/** What `x-amz-copy-source` names: `bucket/key`, percent-encoded, perhaps with `?versionId=`. */
export function copySourceOf(input: CopyRequest, context: Context): CopySource {
  const [address = '', query] = (input.CopySource ?? '').split('?');
  const [, name, encodedKey] = /^\/?([^/]+)\/(.+)$/.exec(address) ?? [];
  const Key = decode(encodedKey);
  if (name === undefined || Key === undefined)
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  const VersionId = new URLSearchParams(query).get('versionId') ?? undefined;
  const { ExpectedSourceBucketOwner: ExpectedBucketOwner } = input;
  const asked = { Bucket: name, Key, VersionId, ExpectedBucketOwner };
  const bucket = bucketForFromAnywhere(ofVersion('s3:GetObject', asked), asked, context);
  const version = versionOf(bucket, { Key, VersionId }, context);
  checkSourceConditions(input, version);
  return {
    bucket,
    key: Key,
    version,
    newest: version === findVersion(bucket, Key, undefined, context),
  };
}

function checkSourceConditions(input: CopyRequest, version: StoredVersion): void {
  try {
    checkReadConditions(
      {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      },
      version,
    );
  } catch {
    // Where a read is answered "not modified", a copy has failed.
    throw preconditionFailed('x-amz-copy-source-If-Match');
  }
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
