import fs from 'node:fs';
import type { CopyObjectCommandInput, CopyObjectOutput } from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { checksumMembers } from '../engine/checksums';
import { type CopySource, copySourceOf } from '../engine/copy-source';
import { addVersion, dataFile, type NewVersion, versionIdOf } from '../engine/versions';
import { writeObject } from '../engine/write-object';
import { bucketFor, creationKeys } from '../model/access';
import { invalidRequest } from '../model/errors';
import type { StoredBucket } from '../model/records';
import { parseTagging } from '../model/tags';
import { checkKey, encryptionOf, headersOf, refuseUnsupported } from './put-object';

export async function CopyObject(
  input: CopyObjectCommandInput,
  context: Context,
): Promise<CopyObjectOutput> {
  const bucket = bucketFor('s3:PutObject', input, context, creationKeys(input, true));
  const key = checkKey(input.Key);
  refuseUnsupported(input);
  const source = copySourceOf(input, context);
  refuseCopyOntoItself(input, bucket, source);
  const body = {
    Body: fs.createReadStream(dataFile(source.bucket, source.version, context)),
    ChecksumAlgorithm: input.ChecksumAlgorithm ?? Object.keys(source.version.checksums)[0],
  };
  const write = { bucket, key, condition: input, body };
  const version = await writeObject(write, context, (received) => {
    const described = describe(input, source, received.md5, received.checksums);
    return addVersion(bucket, key, received, described, context);
  });
  return {
    CopyObjectResult: {
      ETag: `"${version.etag}"`,
      LastModified: new Date(version.modifiedAt),
      ...checksumMembers(version.checksums),
      ChecksumType: version.checksumType,
    },
    CopySourceVersionId: versionIdOf(source.bucket, source.version),
    VersionId: versionIdOf(bucket, version),
    ...encryptionOf(version.headers),
  };
}

function describe(
  input: CopyObjectCommandInput,
  { version }: CopySource,
  etag: string,
  checksums: Readonly<Record<string, string>>,
): NewVersion {
  const replaced = input.MetadataDirective === 'REPLACE';
  const { StorageClass, ServerSideEncryption, SSEKMSKeyId } = input;
  const headers = replaced
    ? headersOf(input)
    : {
        ...version.headers,
        StorageClass,
        ServerSideEncryption: ServerSideEncryption ?? 'AES256',
        SSEKMSKeyId,
      };
  return {
    etag,
    checksums,
    checksumType: Object.keys(checksums).length > 0 ? 'FULL_OBJECT' : undefined,
    headers,
    tags: input.TaggingDirective === 'REPLACE' ? parseTagging(input.Tagging) : version.tags,
  };
}

function refuseCopyOntoItself(
  input: CopyObjectCommandInput,
  { name }: StoredBucket,
  source: CopySource,
): void {
  const same = source.bucket.name === name && source.key === input.Key && source.newest;
  const changes =
    input.MetadataDirective === 'REPLACE' || input.StorageClass || input.ServerSideEncryption;
  if (same && !changes)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}
