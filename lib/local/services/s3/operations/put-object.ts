import type { PutObjectCommandInput, PutObjectOutput } from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { fieldsOf } from '../../../values/fields';
import { checksumMembers } from '../engine/checksums';
import { addVersion, findVersion, versionIdOf } from '../engine/versions';
import { writeObject } from '../engine/write-object';
import { bucketFor, creationKeys } from '../model/access';
import { checkWriteConditions } from '../model/conditions';
import { invalidRequest } from '../model/errors';
import type { ObjectHeaders } from '../model/records';
import { parseTagging } from '../model/tags';

export async function PutObject(
  input: PutObjectCommandInput,
  context: Context,
): Promise<PutObjectOutput> {
  const keys = creationKeys(input, true);
  const bucket = bucketFor('s3:PutObject', input, context, keys);
  const key = checkKey(input.Key);
  refuseUnsupported(input);
  const tags = parseTagging(input.Tagging);
  // What cannot succeed is refused before its bytes come.
  checkWriteConditions(input, key, findVersion(bucket, key, undefined, context));
  const write = { bucket, key, condition: input, body: input };
  return writeObject(write, context, (body) => {
    bucketFor('s3:PutObject', input, context, keys);
    const { checksums } = body;
    const headers = headersOf(input);
    const described = { etag: body.md5, checksums, checksumType: typeOf(checksums), headers, tags };
    const version = addVersion(bucket, key, body, described, context);
    return {
      ETag: `"${version.etag}"`,
      VersionId: versionIdOf(bucket, version),
      ...encryptionOf(headers),
      ...checksumMembers(checksums),
      ChecksumType: version.checksumType,
    };
  });
}

function typeOf(checksums: object): 'FULL_OBJECT' | undefined {
  return Object.keys(checksums).length > 0 ? 'FULL_OBJECT' : undefined;
}

/** @throws for keys that S3 does not have either */
export function checkKey(key: string | undefined): string {
  if (key === undefined || key === '') throw invalidRequest('An object key is required.');
  if (Buffer.byteLength(key) > 1024)
    throw new ServiceError('KeyTooLongError', 'Your key is too long');
  return key;
}

/** What would change who may read an object, or for how long it cannot be deleted, is never silently dropped. */
export function refuseUnsupported(input: object): void {
  const given = fieldsOf(input);
  const acl = given.ACL;
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control')
    throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  const unsupported = [
    'SSECustomerAlgorithm',
    'SSECustomerKey',
    'CopySourceSSECustomerKey',
    'ObjectLockMode',
    'ObjectLockRetainUntilDate',
    'ObjectLockLegalHoldStatus',
    'WriteOffsetBytes',
    'GrantRead',
    'GrantFullControl',
    'GrantReadACP',
    'GrantWriteACP',
  ].find((name) => given[name] !== undefined);
  if (unsupported !== undefined) throw notImplemented('s3', unsupported);
}

export function headersOf(
  input: {
    readonly [Name in keyof ObjectHeaders]?: ObjectHeaders[Name];
  } & { readonly Expires?: Date | undefined },
): ObjectHeaders {
  return {
    ContentType: input.ContentType ?? 'binary/octet-stream',
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    // How the bytes travelled is not how they are stored.
    ContentEncoding:
      input.ContentEncoding?.replace(/(^|,)\s*aws-chunked\s*(?=,|$)/, '').replace(/^,\s*/, '') ||
      undefined,
    ContentLanguage: input.ContentLanguage,
    ExpiresString: input.Expires?.toUTCString(),
    WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    StorageClass: input.StorageClass,
    ServerSideEncryption: input.ServerSideEncryption ?? 'AES256',
    SSEKMSKeyId: input.SSEKMSKeyId,
    Metadata: { ...input.Metadata },
  };
}

/** How an object is said to be encrypted. On this machine it is not. */
export function encryptionOf({ ServerSideEncryption, SSEKMSKeyId }: ObjectHeaders) {
  return {
    ServerSideEncryption,
    SSEKMSKeyId,
  };
}
