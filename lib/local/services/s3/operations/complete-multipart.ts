import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import type {
  CompletedPart,
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadOutput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { buffersOf } from '../../../values/bytes';
import { fieldsOf } from '../../../values/fields';
import type { ReceivedBody } from '../engine/body';
import { checksumMembers, memberOf, newChecksum } from '../engine/checksums';
import {
  partFile,
  parts as partsOf,
  removeUpload,
  type StoredUpload,
  type UploadedPart,
  uploadOf,
} from '../engine/uploads';
import { addVersion, type NewVersion, versionIdOf } from '../engine/versions';
import { writeObject } from '../engine/write-object';
import { bucketFor, creationKeys } from '../model/access';
import { malformedXml } from '../model/errors';
import type { StoredBucket } from '../model/records';
import { encryptionOf } from './put-object';

const minPartBytes = 5 * 1024 * 1024;
const maxObjectBytes = 50 * 1024 ** 4;

export async function CompleteMultipartUpload(
  input: CompleteMultipartUploadCommandInput,
  context: Context,
): Promise<CompleteMultipartUploadOutput> {
  const bucket = bucketFor('s3:PutObject', input, context, creationKeys(input, true));
  const upload = uploadOf(bucket, input, context);
  const chosen = chooseParts(bucket, upload, input.MultipartUpload?.Parts ?? [], context);
  const full = upload.checksumType === 'FULL_OBJECT';
  const expected = full && upload.checksumAlgorithm ? checksumsIn(input, upload) : {};
  const body = {
    Body: Readable.from(concatenate(bucket, upload, chosen, context)),
    ChecksumAlgorithm: full ? upload.checksumAlgorithm : undefined,
    ...expected,
  };
  const write = { bucket, key: upload.key, condition: input, body, maxBytes: maxObjectBytes };
  const version = await writeObject(write, context, (received) => {
    uploadOf(bucket, input, context);
    const described = describe(upload, chosen, received);
    return addVersion(bucket, upload.key, received, described, context);
  });
  removeUpload(bucket, upload, context);
  return {
    Location: `${context.endpoint}/${bucket.name}/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: `"${version.etag}"`,
    VersionId: versionIdOf(bucket, version),
    ...encryptionOf(upload.headers),
    ...checksumMembers(version.checksums),
    ...(version.checksumType && { ChecksumType: version.checksumType }),
  };
}

function checksumsIn(input: object, { checksumAlgorithm }: StoredUpload): object {
  const member = memberOf(checksumAlgorithm ?? '');
  const { [member]: value } = fieldsOf(input);
  return value === undefined ? {} : { [member]: value };
}

function chooseParts(
  bucket: StoredBucket,
  upload: StoredUpload,
  asked: readonly CompletedPart[],
  context: Context,
): readonly UploadedPart[] {
  if (asked.length === 0) throw malformedXml('You must specify at least one part');
  const known = partsOf(bucket, upload, context);
  const chosen = asked.map((part, i) => {
    const found = known.get(String(part.PartNumber));
    if (i > 0 && Number(part.PartNumber) <= Number(asked[i - 1]?.PartNumber))
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    if (!found || part.ETag?.replaceAll('"', '') !== found.md5 || !sameChecksums(part, found))
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.uploadId, PartNumber: String(part.PartNumber), ETag: part.ETag },
      );
    return found;
  });
  const small = chosen.slice(0, -1).find(({ size }) => size < minPartBytes);
  if (small)
    throw new ServiceError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      { PartNumber: String(small.number), ProposedSize: String(small.size) },
    );
  return chosen;
}

function sameChecksums(asked: CompletedPart, { checksums }: UploadedPart): boolean {
  const members = fieldsOf(asked);
  return Object.entries(checksums).every(([algorithm, value]) => {
    const given = members[memberOf(algorithm)];
    return given === undefined || given === value;
  });
}

async function* concatenate(
  bucket: StoredBucket,
  upload: StoredUpload,
  parts: readonly UploadedPart[],
  context: Context,
): AsyncGenerator<Buffer> {
  for (const part of parts)
    yield* buffersOf(fs.createReadStream(partFile(bucket, upload, part, context)));
}

function describe(
  { headers, tags, checksumAlgorithm, checksumType }: StoredUpload,
  parts: readonly UploadedPart[],
  body: ReceivedBody,
): NewVersion {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.md5, 'hex'));
  const composite = checksumType === 'COMPOSITE' && checksumAlgorithm !== undefined;
  return {
    etag: `${md5.digest('hex')}-${parts.length}`,
    checksums: composite ? compositeOf(checksumAlgorithm, parts) : body.checksums,
    checksumType,
    headers,
    tags,
    parts: parts.map(({ number, size, checksums }) => ({ number, size, checksums })),
  };
}

/** The checksum of the parts' checksums, marked with their number. */
function compositeOf(
  algorithm: NonNullable<StoredUpload['checksumAlgorithm']>,
  parts: readonly UploadedPart[],
): Readonly<Record<string, string>> {
  const checksum = newChecksum(algorithm);
  for (const part of parts) checksum.update(Buffer.from(part.checksums[algorithm] ?? '', 'base64'));
  return { [algorithm]: `${checksum.digest()}-${parts.length}` };
}
