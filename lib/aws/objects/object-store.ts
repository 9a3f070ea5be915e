import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AwsCredentials } from '../account/credentials';
import { serviceAddress } from '../call/address';
import { endWhenSilent, httpFor } from '../call/exchange';
import { encodeName, signRequest } from '../call/signature-v4';
import { failureOf, isTransient } from '../call/signed-call';
import { aboutRequest, type Failure, isBrokenConnection } from './object-failure';

/** A bucket as one account and region reach it. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Undefined for AWS's own address. */
  readonly endpoint: string | undefined;
  /** The account that has to own it, where that is not the one of the credentials. S3 refuses another's. */
  readonly owner?: string;
  credentials(): Promise<AwsCredentials>;
}

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

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const silenceMs = 60_000;
const attempts = 4;

/** @returns undefined where there is no such object */
export async function openObject(bucket: Bucket, key: string): Promise<OpenObject | undefined> {
  const reply = await patiently(() => send(bucket, { method: 'GET', key }), absent);
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
  const sent: Sent = { method: 'GET', key };
  const read = async () => {
    const reply = await send(bucket, sent);
    return receive(reply).catch((error: Failure) => {
      throw aboutRequest(error, bucket, sent);
    });
  };
  return patiently(read, absent);
}

/** What S3 says of an object beside its bytes, by header. @returns undefined where there is no such object */
export async function describeObject(
  bucket: Bucket,
  key: string,
): Promise<IncomingHttpHeaders | undefined> {
  // The answer to HEAD has no body that could say NoSuchKey.
  const gone = ({ $metadata }: Failure) => $metadata?.httpStatusCode === 404;
  const reply = await patiently(() => send(bucket, { method: 'HEAD', key }), gone);
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
  const request: Sent = {
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
  const reply = await patiently(() => send(bucket, request), present);
  if (reply) await readAll(reply);
  return reply?.headers.etag;
}

/** Calls S3 for anything else. @returns the reply's text */
export async function askBucket(bucket: Bucket, request: Sent): Promise<string> {
  const reply = await patiently(() => send(bucket, request));
  return reply ? (await readAll(reply)).toString('utf8') : '';
}

export interface Sent {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
  readonly open?: NewObject['open'];
}

function absent({ name }: Failure): boolean {
  return name === 'NoSuchKey';
}

function present({ $metadata }: Failure): boolean {
  return $metadata?.httpStatusCode === 412;
}

/** @param settled says which failure is an answer, namely "nothing" */
async function patiently<T>(
  send: () => Promise<T>,
  settled: (error: Failure) => boolean = () => false,
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (settled(error as Failure)) return undefined;
      if (attempt === attempts || !mayPass(error as Failure)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 3 ** attempt));
    }
  }
}

/** With 409 somebody else is writing the same key: S3 asks to try again, and to see then who was first. */
function mayPass(error: Failure): boolean {
  return isTransient(error) || isBrokenConnection(error) || error.$metadata?.httpStatusCode === 409;
}

async function send(bucket: Bucket, sent: Sent): Promise<IncomingMessage> {
  const url = addressOf(bucket, sent);
  const { payload = emptySha256, method, open } = sent;
  const headers = signRequest(
    {
      method,
      url,
      headers: {
        ...sent.headers,
        ...(bucket.owner !== undefined && { 'x-amz-expected-bucket-owner': bucket.owner }),
        'x-amz-content-sha256': payload,
      },
      payload,
      region: bucket.region,
      service: 's3',
      credentials: await bucket.credentials(),
    },
    new Date(),
  );
  try {
    const reply = await transfer(url, method, headers, open);
    if ((reply.statusCode ?? 0) < 300) return reply;
    throw failureOf(reply, (await readAll(reply)).toString('utf8'));
  } catch (error) {
    throw aboutRequest(error as Failure, bucket, sent);
  }
}

/** A configured endpoint is asked by path, as one that has no name for each bucket. */
export function addressOf(
  { name, region, endpoint }: Bucket,
  { key, query = {} }: Pick<Sent, 'key' | 'query'>,
): URL {
  const path = key.split('/').map(encodeName).join('/');
  const base =
    endpoint === undefined
      ? serviceAddress(`${name}.s3`, region)
      : `${endpoint.replace(/\/$/, '')}/${name}/`;
  const url = new URL(`${base}${path}`);
  for (const [parameter, value] of Object.entries(query)) url.searchParams.set(parameter, value);
  return url;
}

async function transfer(
  url: URL,
  method: string,
  headers: Record<string, string>,
  open: NewObject['open'] | undefined,
): Promise<IncomingMessage> {
  const { request } = await httpFor(url);
  const body = await open?.();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers });
    endWhenSilent(outgoing, silenceMs);
    outgoing.once('response', resolve).once('error', reject);
    // What is refused needs no more of its body, which would keep this process alive until the server hangs up.
    outgoing.once('response', (reply: IncomingMessage) => {
      if (body && (reply.statusCode ?? 0) >= 300) reply.once('end', () => outgoing.destroy());
    });
    // A server that refuses may answer and hang up before it has all of the body.
    if (body) pipeline(body, outgoing).catch((error) => outgoing.destroyed || reject(error));
    else outgoing.end();
  });
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
