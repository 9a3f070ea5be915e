import type {
  ListMultipartUploadsCommandInput,
  ListMultipartUploadsOutput,
  ListPartsCommandInput,
  ListPartsOutput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { checksumMembers } from '../engine/checksums';
import { parts as partsOf, type StoredUpload, uploadOf, uploads } from '../engine/uploads';
import { bucketFor } from '../model/access';
import { compareKeys, keyEncoder, listPage } from '../model/listing';

export function ListParts(input: ListPartsCommandInput, context: Context): ListPartsOutput {
  const bucket = bucketFor('s3:ListMultipartUploadParts', input, context);
  const upload = uploadOf(bucket, input, context);
  const after = Number(input.PartNumberMarker ?? 0);
  const limit = Math.min(input.MaxParts ?? 1000, 1000);
  const rest = partsOf(bucket, upload, context)
    .list()
    .filter(({ number }) => number > after)
    .toSorted((a, b) => a.number - b.number);
  const page = rest.slice(0, limit);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.number ?? after),
    MaxParts: limit,
    IsTruncated: page.length < rest.length,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modifiedAt),
      ETag: `"${part.md5}"`,
      Size: part.size,
      ...checksumMembers(part.checksums),
    })),
    Owner: { ID: bucket.account },
    Initiator: { ID: bucket.account },
    StorageClass: 'STANDARD',
    ...checksumOf(upload),
  };
}

export function ListMultipartUploads(
  input: ListMultipartUploadsCommandInput,
  context: Context,
): ListMultipartUploadsOutput {
  const bucket = bucketFor('s3:ListBucketMultipartUploads', input, context);
  const encode = keyEncoder(input.EncodingType);
  const { Prefix: prefix = '', Delimiter: delimiter = '', MaxUploads = 1000 } = input;
  const { KeyMarker = '', UploadIdMarker } = input;
  const named = new Map(
    uploads(bucket, context)
      .list()
      .map((upload) => [`${upload.key}\0${upload.uploadId}`, upload]),
  );
  // Without an upload's id the marker stands for all uploads of its key.
  const after = KeyMarker === '' ? '' : `${KeyMarker}\0${UploadIdMarker ?? '\u{10ffff}'}`;
  const names = [...named.keys()].sort(compareKeys);
  const page = listPage(names, { prefix, delimiter, maxKeys: MaxUploads, after });
  const last = named.get(page.last);
  return {
    Bucket: bucket.name,
    KeyMarker: encode(KeyMarker),
    UploadIdMarker: UploadIdMarker ?? '',
    Prefix: encode(prefix),
    Delimiter: delimiter && encode(delimiter),
    MaxUploads,
    EncodingType: input.EncodingType,
    IsTruncated: page.truncated,
    ...(page.truncated && {
      NextKeyMarker: encode(last?.key ?? page.last),
      NextUploadIdMarker: last?.uploadId ?? '',
    }),
    Uploads: page.keys.flatMap((name) => {
      const upload = named.get(name);
      return upload ? [describe(upload, encode, bucket.account)] : [];
    }),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  };
}

function describe(upload: StoredUpload, encode: (key: string) => string, account: string) {
  return {
    Key: encode(upload.key),
    UploadId: upload.uploadId,
    Initiated: new Date(upload.initiatedAt),
    StorageClass: 'STANDARD' as const,
    Owner: { ID: account },
    Initiator: { ID: account },
    ...checksumOf(upload),
  };
}

function checksumOf({ checksumAlgorithm, checksumType }: StoredUpload) {
  return {
    ...(checksumAlgorithm && {
      ChecksumAlgorithm: checksumAlgorithm,
    }),
    ...(checksumType && { ChecksumType: checksumType }),
  };
}
