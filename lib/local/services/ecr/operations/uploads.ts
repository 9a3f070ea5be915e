import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { buffersOf } from '../../../values/bytes';
import { openRepository } from '../model/access';
import { uploadNotFound } from '../model/errors';
import {
  dataFolder,
  layerFile,
  layersOf,
  type Opened,
  type StoredUpload,
  uploadFile,
  uploadsOf,
} from '../model/records';
import type {
  CompleteLayerUploadRequest,
  RepositoryRequest,
  UploadLayerPartRequest,
} from '../model/requests';

/** What ECR asks clients to send at once. */
const partSize = 20 * 1024 * 1024;
const minPartSize = 5 * 1024 * 1024;

export function InitiateLayerUpload(input: RepositoryRequest, context: Context) {
  const opened = openRepository('ecr:InitiateLayerUpload', input, context);
  const id = context.newId();
  uploadsOf(opened).put(id, { id, received: 0 });
  return { uploadId: id, partSize };
}

/** Parts come one after the other, without a gap. */
export async function UploadLayerPart(input: UploadLayerPartRequest, context: Context) {
  const opened = openRepository('ecr:UploadLayerPart', input, context);
  const { partFirstByte: first, partLastByte: last, layerPartBlob: bytes, uploadId } = input;
  const upload = uploadIn(opened, uploadId);
  const isNext = first === upload.received && last === first + bytes.length - 1;
  if (!isNext || bytes.length === 0 || bytes.length > partSize) throw invalidPart(opened, upload);
  await write(opened, uploadId, bytes, first);
  // Another request with the same part may have been faster.
  const now = uploadIn(opened, uploadId);
  if (now.received !== first) throw invalidPart(opened, now);
  const parts = [now.smallest, now.last].filter((size) => size !== undefined);
  uploadsOf(opened).put(uploadId, {
    id: uploadId,
    received: last + 1,
    ...(parts.length > 0 && { smallest: Math.min(...parts) }),
    last: bytes.length,
  });
  return { ...identity(opened), uploadId, lastByteReceived: last };
}

const identity = ({ repository, home }: Opened) => ({
  registryId: home.account,
  repositoryName: repository.name,
});

function uploadIn(opened: Opened, uploadId: string): StoredUpload {
  const upload = uploadsOf(opened).get(uploadId);
  if (!upload) throw uploadNotFound(uploadId, opened.repository.name, opened.home);
  return upload;
}

function invalidPart(opened: Opened, { id, received }: StoredUpload): ServiceError {
  return new ServiceError(
    'InvalidLayerPartException',
    'The layer part size is not valid, or the first byte specified is not consecutive to the last byte of a previous layer part upload.',
    400,
    { ...identity(opened), uploadId: id, lastValidByteReceived: received - 1 },
  );
}

/** At its place: what a crash left behind it is overwritten, or cut off at the end. */
async function write(
  opened: Opened,
  uploadId: string,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  fs.mkdirSync(dataFolder(opened), { recursive: true });
  const flags = fs.constants.O_WRONLY | fs.constants.O_CREAT;
  const handle = await fs.promises.open(uploadFile(opened, uploadId), flags, 0o600);
  try {
    for (let done = 0; done < bytes.length; )
      done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function CompleteLayerUpload(input: CompleteLayerUploadRequest, context: Context) {
  const opened = openRepository('ecr:CompleteLayerUpload', input, context);
  const { uploadId, layerDigests } = input;
  const { received, smallest } = uploadIn(opened, uploadId);
  if (received === 0)
    throw new ServiceError(
      'EmptyUploadException',
      'The specified layer upload does not contain any layer parts.',
    );
  if (smallest !== undefined && smallest < minPartSize)
    throw new ServiceError(
      'LayerPartTooSmallException',
      'Layer parts must be at least 5 MiB in size.',
    );
  const file = uploadFile(opened, uploadId);
  fs.truncateSync(file, received);
  const digest = await digestOf(file);
  if (!layerDigests.includes(digest))
    throw new ServiceError(
      'InvalidLayerException',
      `The layer digest ${digest} that was calculated does not match the specified ${layerDigests.join(', ')}.`,
    );
  uploadIn(opened, uploadId);
  finish(opened, uploadId, digest, received);
  return { ...identity(opened), uploadId, layerDigest: digest };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of buffersOf(fs.createReadStream(file))) hash.update(bytes);
  return `sha256:${hash.digest('hex')}`;
}

function finish(opened: Opened, uploadId: string, digest: string, size: number): void {
  const file = uploadFile(opened, uploadId);
  const { repository, home } = opened;
  if (layersOf(opened).get(digest)) {
    uploadsOf(opened).delete(uploadId);
    fs.rmSync(file, { force: true });
    throw new ServiceError(
      'LayerAlreadyExistsException',
      `Layer with digest '${digest}' already exists in the repository with name '${repository.name}' in registry with id '${home.account}'`,
    );
  }
  fs.renameSync(file, layerFile(opened, digest));
  layersOf(opened).put(digest, { digest, size });
  uploadsOf(opened).delete(uploadId);
}
