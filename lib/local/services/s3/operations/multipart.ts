import fs from 'node:fs';
import type {
  AbortMultipartUploadCommandInput,
  CreateMultipartUploadCommandInput,
  CreateMultipartUploadOutput,
  UploadPartCommandInput,
  UploadPartCopyCommandInput,
  UploadPartCopyOutput,
  UploadPartOutput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { discard, receiveBody } from '../engine/body';
import { checksumMembers } from '../engine/checksums';
import { copySourceOf } from '../engine/copy-source';
import { addPart, removeUpload, uploadOf, uploads } from '../engine/uploads';
import { dataFile } from '../engine/versions';
import { bucketFor, creationKeys } from '../model/access';
import { invalidArgument } from '../model/errors';
import { parseRange } from '../model/ranges';
import { parseTagging } from '../model/tags';
import { checkKey, encryptionOf, headersOf, refuseUnsupported } from './put-object';

export function CreateMultipartUpload(
  input: CreateMultipartUploadCommandInput,
  context: Context,
): CreateMultipartUploadOutput {
  const bucket = bucketFor('s3:PutObject', input, context, creationKeys({}, false));
  const key = checkKey(input.Key);
  refuseUnsupported(input);
  const uploadId = `${context.newId()}${context.newId()}`.replaceAll('-', '');
  const algorithm = input.ChecksumAlgorithm;
  const byDefault = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const checksumType = algorithm && (input.ChecksumType ?? byDefault);
  const headers = headersOf(input);
  uploads(bucket, context).put(uploadId, {
    uploadId,
    key,
    initiatedAt: context.now().toISOString(),
    headers,
    tags: parseTagging(input.Tagging),
    checksumAlgorithm: algorithm,
    checksumType,
  });
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    ...encryptionOf(headers),
    ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: checksumType }),
  };
}

export async function UploadPart(
  input: UploadPartCommandInput,
  context: Context,
): Promise<UploadPartOutput> {
  const bucket = bucketFor('s3:PutObject', input, context, creationKeys({}, false));
  const number = checkPartNumber(input.PartNumber);
  const { checksumAlgorithm, headers } = uploadOf(bucket, input, context);
  const asked = { ChecksumAlgorithm: checksumAlgorithm, ...input };
  const body = await receiveBody(asked, bucket, context);
  let upload: ReturnType<typeof uploadOf>;
  try {
    upload = uploadOf(bucket, input, context);
  } catch (error) {
    discard(body);
    throw error;
  }
  const part = addPart(bucket, upload, number, body, context);
  return { ETag: `"${part.md5}"`, ...encryptionOf(headers), ...checksumMembers(part.checksums) };
}

export async function UploadPartCopy(
  input: UploadPartCopyCommandInput,
  context: Context,
): Promise<UploadPartCopyOutput> {
  bucketFor('s3:PutObject', input, context, creationKeys({}, false));
  checkPartNumber(input.PartNumber);
  const source = copySourceOf(input, context);
  const range = parseRange(input.CopySourceRange, source.version.size);
  if (input.CopySourceRange !== undefined && !range)
    throw invalidArgument('The x-amz-copy-source-range value must be of the form bytes=first-last');
  const file = dataFile(source.bucket, source.version, context);
  const { Bucket, Key, UploadId, PartNumber } = input;
  const Body = fs.createReadStream(file, range ?? {});
  const { ETag, ServerSideEncryption, SSEKMSKeyId, ...sums } = await UploadPart(
    { Bucket, Key, UploadId, PartNumber, Body },
    context,
  );
  return {
    CopyPartResult: { ETag, LastModified: context.now(), ...sums },
    ServerSideEncryption,
    SSEKMSKeyId,
  };
}

function checkPartNumber(number: number | undefined): number {
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= 10_000)
    return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
}

export function AbortMultipartUpload(
  input: AbortMultipartUploadCommandInput,
  context: Context,
): Record<string, never> {
  const bucket = bucketFor('s3:AbortMultipartUpload', input, context);
  removeUpload(bucket, uploadOf(bucket, input, context), context);
  return {};
}
