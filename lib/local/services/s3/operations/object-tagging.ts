import type {
  DeleteObjectTaggingCommandInput,
  DeleteObjectTaggingOutput,
  GetObjectAttributesCommandInput,
  GetObjectAttributesOutput,
  GetObjectTaggingCommandInput,
  GetObjectTaggingOutput,
  ObjectAttributes,
  PutObjectTaggingCommandInput,
  PutObjectTaggingOutput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { checksumMembers } from '../engine/checksums';
import { replaceVersion, versionIdOf, versionOf } from '../engine/versions';
import { bucketFor, ofVersion } from '../model/access';
import { tagSet, tagsOf } from '../model/tags';

export function GetObjectTagging(
  input: GetObjectTaggingCommandInput,
  context: Context,
): GetObjectTaggingOutput {
  const bucket = bucketFor(ofVersion('s3:GetObjectTagging', input), input, context);
  const version = versionOf(bucket, input, context);
  return { VersionId: versionIdOf(bucket, version), TagSet: tagSet(version.tags) };
}

export function PutObjectTagging(
  input: PutObjectTaggingCommandInput,
  context: Context,
): PutObjectTaggingOutput {
  return retag('s3:PutObjectTagging', input, tagsOf(input.Tagging), context);
}

export function DeleteObjectTagging(
  input: DeleteObjectTaggingCommandInput,
  context: Context,
): DeleteObjectTaggingOutput {
  return retag('s3:DeleteObjectTagging', input, {}, context);
}

function retag(
  action: string,
  input: DeleteObjectTaggingCommandInput,
  tags: Readonly<Record<string, string>>,
  context: Context,
): DeleteObjectTaggingOutput {
  const bucket = bucketFor(ofVersion(action, input), input, context);
  const version = versionOf(bucket, input, context);
  replaceVersion(bucket, input.Key ?? '', { ...version, tags }, context);
  return { VersionId: versionIdOf(bucket, version) };
}

export function GetObjectAttributes(
  input: GetObjectAttributesCommandInput,
  context: Context,
): GetObjectAttributesOutput {
  const bucket = bucketFor(ofVersion('s3:GetObject', input), input, context);
  const version = versionOf(bucket, input, context);
  const asks = (name: ObjectAttributes) => input.ObjectAttributes?.includes(name);
  return {
    LastModified: new Date(version.modifiedAt),
    VersionId: versionIdOf(bucket, version),
    ...(asks('ETag') && { ETag: version.etag }),
    ...(asks('ObjectSize') && { ObjectSize: version.size }),
    ...(asks('StorageClass') && {
      StorageClass: version.headers.StorageClass ?? 'STANDARD',
    }),
    ...(asks('Checksum') &&
      Object.keys(version.checksums).length > 0 && {
        Checksum: { ...checksumMembers(version.checksums), ChecksumType: version.checksumType },
      }),
    ...(asks('ObjectParts') &&
      version.parts && {
        ObjectParts: { TotalPartsCount: version.parts.length },
      }),
  };
}
