import fs from 'node:fs';
import type { CopyObjectCommandInput, CopyObjectOutput } from '@aws-sdk/client-s3';
import type { Context } from '../../../service';
import { discard, receiveBody } from '../body';
import { checksumMembers } from '../checksums';
import { checkWriteConditions } from '../conditions';
import { type CopySource, copySourceOf } from '../copy-source';
import { errors } from '../errors';
import { bucketNamed, type StoredBucket } from '../records';
import { parseTagging } from '../tags';
import { addVersion, dataFile, findVersion, type NewVersion, versionIdOf } from '../versions';
import { checkKey, encryptionOf, headersOf, refuseUnsupported } from './put-object';

export async function CopyObject(
  input: CopyObjectCommandInput,
  context: Context,
): Promise<CopyObjectOutput> {
  const bucket = bucketNamed(input.Bucket, context);
  const key = checkKey(input.Key);
  refuseUnsupported(input);
  const source = copySourceOf(input, context);
  refuseCopyOntoItself(input, bucket, source);
  const body = await receiveBody(
    {
      Body: fs.createReadStream(dataFile(source.bucket, source.version, context)),
      ChecksumAlgorithm: input.ChecksumAlgorithm ?? Object.keys(source.version.checksums)[0],
    },
    bucket,
    context,
  );
  try {
    checkWriteConditions(input, key, findVersion(bucket, key, undefined, context));
  } catch (error) {
    discard(body);
    throw error;
  }
  const described = describe(input, source, body.md5, body.checksums);
  const version = addVersion(bucket, key, body, described, context);
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
    throw errors.invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}
