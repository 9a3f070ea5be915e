import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Bucket, ObjectRequest } from './bucket';
import { aboutRequest, type Failure } from './object-failure';
import { readAll, send, unless } from './request';

/** An object that is being read. */
export interface OpenObject {
  readonly bytes: number;
  readonly body: Readable;
}

/** What is to be stored. */
export interface NewObject {
  /** Called again where the request has to be sent again. */
  readonly open: () => Readable | Promise<Readable>;
  readonly bytes: number;
  /** 64 hex digits. S3 refuses a body with another digest. */
  readonly sha256: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leaves what is there already, and says so. */
  readonly onlyNew?: boolean;
}

/** @returns undefined where there is no such object */
export async function openObject(bucket: Bucket, key: string): Promise<OpenObject | undefined> {
  const reply = await unless(isAbsent, () => send(bucket, { method: 'GET', key }));
  if (reply === undefined) return undefined;
  return { bytes: Number(reply.headers['content-length'] ?? 0), body: reply };
}

/** @returns undefined where there is no such object */
export async function readObject(bucket: Bucket, key: string): Promise<Buffer | undefined> {
  return receiveObject(bucket, key, readAll);
}

/**
 * Reads an object to its end.
 * @param receive called again, with all of the body, where the connection broke in the middle of it
 * @returns undefined where there is no such object
 */
export async function receiveObject<T>(
  bucket: Bucket,
  key: string,
  receive: (body: Readable) => Promise<T>,
): Promise<T | undefined> {
  const sent: ObjectRequest = { method: 'GET', key };
  const read = async () => {
    const reply = await send(bucket, sent);
    return receive(reply).catch((error: Failure) => {
      throw aboutRequest(error, bucket, sent);
    });
  };
  return unless(isAbsent, read);
}

/** What S3 says of an object beside its bytes, by header. @returns undefined where there is no such object */
export async function describeObject(
  bucket: Bucket,
  key: string,
): Promise<IncomingHttpHeaders | undefined> {
  // The answer to HEAD has no body that could say NoSuchKey.
  const isGone = ({ $metadata }: Failure) => $metadata?.httpStatusCode === 404;
  const reply = await unless(isGone, () => send(bucket, { method: 'HEAD', key }));
  if (reply) await readAll(reply);
  return reply?.headers;
}

/** @returns false where `onlyNew` is asked for and the object is there already */
export async function storeObject(
  bucket: Bucket,
  key: string,
  object: NewObject,
): Promise<boolean> {
  return (await putObject(bucket, key, object)) !== undefined;
}

/** @returns the object's ETag; undefined where `onlyNew` is asked for and the object is there already */
export async function putObject(
  bucket: Bucket,
  key: string,
  object: NewObject,
): Promise<string | undefined> {
  const { open, bytes, sha256, headers = {}, onlyNew = false } = object;
  const request: ObjectRequest = {
    method: 'PUT',
    key,
    payload: sha256,
    headers: {
      ...headers,
      'content-length': String(bytes),
      ...(onlyNew && { 'if-none-match': '*' }),
    },
    open,
  };
  const reply = await unless(isPresent, () => send(bucket, request));
  if (reply) await readAll(reply);
  return reply?.headers.etag;
}

function isAbsent({ name }: Failure): boolean {
  return name === 'NoSuchKey';
}

function isPresent({ $metadata }: Failure): boolean {
  return $metadata?.httpStatusCode === 412;
}
