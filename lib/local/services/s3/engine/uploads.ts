import fs from 'node:fs';
import path from 'node:path';
import type { ChecksumAlgorithm } from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { pathSegmentOf, type Records } from '../../../base/store';
import { noSuchUpload } from '../model/errors';
import { homeOf, type ObjectHeaders, type StoredBucket } from '../model/records';
import type { ReceivedBody } from './body';

export interface UploadedPart {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly md5: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly modifiedAt: string;
}

/** A multipart upload in progress. */
export interface StoredUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly initiatedAt: string;
  readonly headers: ObjectHeaders;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksumAlgorithm?: ChecksumAlgorithm | undefined;
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT' | undefined;
}

export function uploads(bucket: StoredBucket, context: Context): Records<StoredUpload> {
  const folder = `s3/uploads/${pathSegmentOf(bucket.name)}`;
  return homeOf(bucket, context).records<StoredUpload>(folder);
}

/** One record a part: an upload of ten thousand parts would otherwise be written anew ten thousand times. */
export function parts(
  bucket: StoredBucket,
  { uploadId }: StoredUpload,
  context: Context,
): Records<UploadedPart> {
  const folder = `s3/parts/${pathSegmentOf(bucket.name)}/${pathSegmentOf(uploadId)}`;
  return homeOf(bucket, context).records<UploadedPart>(folder);
}

function partFolder(bucket: StoredBucket, uploadId: string, context: Context): string {
  const { directory } = homeOf(bucket, context);
  return path.join(
    directory,
    's3',
    'partData',
    pathSegmentOf(bucket.name),
    pathSegmentOf(uploadId),
  );
}

export function uploadOf(
  bucket: StoredBucket,
  { UploadId = '', Key }: { UploadId?: string | undefined; Key?: string | undefined },
  context: Context,
): StoredUpload {
  const upload = uploads(bucket, context).get(UploadId);
  if (!upload || upload.key !== Key) throw noSuchUpload(UploadId);
  return upload;
}

export function addPart(
  bucket: StoredBucket,
  upload: StoredUpload,
  number: number,
  body: ReceivedBody,
  context: Context,
): UploadedPart {
  const folder = partFolder(bucket, upload.uploadId, context);
  const file = path.join(folder, path.basename(body.file));
  const replaced = parts(bucket, upload, context).get(String(number));
  fs.mkdirSync(folder, { recursive: true });
  fs.renameSync(body.file, file);
  const { size, md5, checksums } = body;
  const modifiedAt = context.now().toISOString();
  const part = { number, file: path.basename(file), size, md5, checksums, modifiedAt };
  parts(bucket, upload, context).put(String(number), part);
  if (replaced) fs.rmSync(path.join(folder, replaced.file), { force: true });
  return part;
}

export function partFile(
  bucket: StoredBucket,
  { uploadId }: StoredUpload,
  { file }: UploadedPart,
  context: Context,
): string {
  return path.join(partFolder(bucket, uploadId, context), file);
}

export function removeUpload(bucket: StoredBucket, upload: StoredUpload, context: Context): void {
  uploads(bucket, context).delete(upload.uploadId);
  const all = parts(bucket, upload, context);
  for (const { number } of all.list()) all.delete(String(number));
  fs.rmSync(partFolder(bucket, upload.uploadId, context), { recursive: true, force: true });
}

export function removeUploads(bucket: StoredBucket, context: Context): void {
  for (const upload of uploads(bucket, context).list()) removeUpload(bucket, upload, context);
}
