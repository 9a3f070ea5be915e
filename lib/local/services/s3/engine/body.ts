import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { isHangUp } from '../../../base/content';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { bufferOf, buffersOf } from '../../../values/bytes';
import { fieldsOf } from '../../../values/fields';
import { badDigest, incompleteBody } from '../model/errors';
import { incomingFolder, type StoredBucket } from '../model/records';
import { type ChecksumAlgorithm, checksumAlgorithms, memberOf, newChecksum } from './checksums';

/** What other services may pass as a body; from the wire it is always a stream. */
export type Body = Readable | Uint8Array | string | undefined;

/** A stream that learns more from the trailer after its last byte, such as checksums. */
export interface Trailed {
  /** Header names in lower case; complete once the stream has ended. */
  readonly trailer: ReadonlyMap<string, string>;
}

/** Bytes received and flushed to disk, not yet part of any object. */
export interface ReceivedBody {
  readonly file: string;
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  readonly checksums: Readonly<Record<string, string>>;
}

/** The members of PutObject and UploadPart that say what the bytes should be, beside `ChecksumCRC32` and the like. */
export interface BodyExpectations {
  readonly Body?: unknown;
  readonly ContentLength?: number | undefined;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
  readonly Trailer?: string | undefined;
}

/**
 * Streams a body into a file of its own and compares it with what the request says about it.
 * @throws BadDigest, InvalidDigest, IncompleteBody or EntityTooLarge, with nothing left behind
 */
export async function receiveBody(
  input: BodyExpectations,
  bucket: StoredBucket,
  context: Context,
  maxBytes = maxRequestBytes,
): Promise<ReceivedBody> {
  const file = path.join(incomingFolder(bucket, context), context.newId());
  const body = asStream(input.Body);
  try {
    const received = await writeThrough(body, file, algorithmsOf(input), maxBytes);
    check(received, input, trailerOf(body));
    return received;
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw asBodyError(error);
  }
}

/** Drops what was received after all. */
export function discard({ file }: ReceivedBody): void {
  fs.rmSync(file, { force: true });
}

/** What one request may carry. An object put together from parts may be larger. */
const maxRequestBytes = 5 * 1024 ** 3;

async function writeThrough(
  body: Readable,
  file: string,
  algorithms: readonly ChecksumAlgorithm[],
  maxBytes: number,
): Promise<ReceivedBody> {
  const md5 = createHash('md5');
  const checksums = algorithms.map((name) => ({ name, checksum: newChecksum(name) }));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const handle = await fs.promises.open(file, 'wx', 0o600);
  let size = 0;
  try {
    for await (const bytes of buffersOf(body)) {
      size += bytes.length;
      if (size > maxBytes)
        throw new ServiceError(
          'EntityTooLarge',
          'Your proposed upload exceeds the maximum allowed size',
        );
      md5.update(bytes);
      for (const { checksum } of checksums) checksum.update(bytes);
      await handle.writeFile(bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const digests = checksums.map(({ name, checksum }) => [name, checksum.digest()]);
  return { file, size, md5: md5.digest('hex'), checksums: Object.fromEntries(digests) };
}

function asStream(body: unknown): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined) return Readable.from([]);
  return Readable.from([bufferOf(body)]);
}

function trailerOf(body: Readable): ReadonlyMap<string, string> {
  return 'trailer' in body && body.trailer instanceof Map ? body.trailer : new Map();
}

/** The checksums asked for. A trailer's are announced by the algorithm's name before they come. */
function algorithmsOf(input: BodyExpectations): readonly ChecksumAlgorithm[] {
  const announced = input.Trailer ?? '';
  return checksumAlgorithms.filter(
    (name) =>
      checksumIn(input, name) !== undefined ||
      input.ChecksumAlgorithm === name ||
      announced.toLowerCase().includes(`x-amz-checksum-${name.toLowerCase()}`),
  );
}

function checksumIn(input: BodyExpectations, name: string): string | undefined {
  const { [memberOf(name)]: value } = fieldsOf(input);
  return value === undefined ? undefined : String(value);
}

function check(
  { size, md5, checksums }: ReceivedBody,
  input: BodyExpectations,
  trailer: ReadonlyMap<string, string>,
): void {
  if (input.ContentLength !== undefined && Number(input.ContentLength) !== size)
    throw incompleteBody();
  if (input.ContentMD5 !== undefined) {
    const given = Buffer.from(input.ContentMD5, 'base64');
    if (given.length !== 16)
      throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
    if (given.toString('hex') !== md5) throw badDigest('Content-MD5');
  }
  for (const [name, computed] of Object.entries(checksums)) {
    const given = checksumIn(input, name) ?? trailer.get(`x-amz-checksum-${name.toLowerCase()}`);
    if (given !== undefined && given !== computed) throw badDigest(name);
  }
}

function asBodyError(error: unknown): unknown {
  return isHangUp(error) ? incompleteBody() : error;
}
