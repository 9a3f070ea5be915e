import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { failureStatus } from '../../errors';
import { learnClock, sendSignedNow } from '../call/clock-skew';
import { endWhenSilent, requesterFor } from '../call/network/exchange';
import { growingPause, pauseAfter, withRetries } from '../call/retry';
import { signRequest } from '../call/signature-v4';
import { failureOf } from '../call/signed-call';
import { addressOf, type Bucket, type ObjectRequest } from './bucket';
import { aboutRequest, type Failure, isFailure } from './object-failure';

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const silenceMs = 60_000;
const conflicts = 3;

/** Calls S3 for anything that is no plain object. @returns the reply's text */
export async function askBucket(bucket: Bucket, request: ObjectRequest): Promise<string> {
  return (await readAll(await patientlyOf(() => send(bucket, request)))).toString('utf8');
}

/** @param isAnswer says which failure is an answer, namely "nothing" */
export async function unless<T>(
  isAnswer: (error: Failure) => boolean,
  send: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await patientlyOf(send);
  } catch (error) {
    if (isFailure(error) && isAnswer(error)) return undefined;
    throw error;
  }
}

function patientlyOf<T>(send: () => Promise<T>): Promise<T> {
  return withRetries(send, pauseOf);
}

function pauseOf(error: unknown, failed: number): number | undefined {
  if (learnClock(error)) return 0;
  // Somebody else is writing the same key: S3 asks to try again, and to see then who was first.
  const isConflict = failureStatus(error) === 409;
  return isConflict && failed <= conflicts ? growingPause(failed) : pauseAfter(error, failed);
}

/** Sends a request once. @returns the reply, whose body is still to come */
export function send(bucket: Bucket, sent: ObjectRequest): Promise<IncomingMessage> {
  return sendSignedNow((now) => sendAt(bucket, sent, now));
}

async function sendAt(bucket: Bucket, sent: ObjectRequest, now: Date): Promise<IncomingMessage> {
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
    now,
  );
  try {
    const ask = () => transfer(bucket, url, { method, headers, open });
    // Who is asked again after silence is not asked, if somebody waits who has more to show.
    const reply = await (bucket.lookPatience?.wait('s3', ask) ?? ask());
    if ((reply.statusCode ?? 0) < 300) return reply;
    throw failureOf(reply, (await readAll(reply)).toString('utf8'));
  } catch (error) {
    throw isFailure(error) ? aboutRequest(error, bucket, sent) : error;
  }
}

async function transfer(
  { caBundle, lookPatience }: Bucket,
  url: URL,
  {
    method,
    headers,
    open,
  }: Pick<ObjectRequest, 'method' | 'headers'> & {
    readonly open: ObjectRequest['open'] | undefined;
  },
): Promise<IncomingMessage> {
  const request = await requesterFor(url, caBundle);
  const body = await open?.();
  return new Promise((resolve, reject) => {
    const outgoing = request({ method, headers });
    endWhenSilent(outgoing, lookPatience?.silenceMs ?? silenceMs);
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

export function readAll(stream: Readable): Promise<Buffer> {
  return buffer(stream);
}
