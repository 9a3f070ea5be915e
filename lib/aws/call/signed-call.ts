import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Fields, fieldsOf } from '../../fields';
import type { AwsCredentials } from './caller';
import { learnClock, sendSignedNow } from './clock-skew';
import { exchange } from './network/exchange';
import { isWebPage, webPage } from './network/web-page';
import type { LookPatience } from './patience';
import { isLimit, pauseAfter, withRetries } from './retry';
import { sha256, signRequest } from './signature-v4';

/** One call of a service. */
export interface SignedCall {
  /** With the path, if there is one. */
  readonly endpoint: string;
  /** POST unless said otherwise. */
  readonly method?: string;
  readonly region: string;
  /** As in the credential scope, such as `codecommit`. */
  readonly service: string;
  readonly body: string;
  readonly contentType: string;
  /** What a JSON service is asked to do, such as `CodeCommit_20150413.GetRepository`. */
  readonly target?: string;
  readonly credentials: AwsCredentials;
  /** The file of certificates that a profile wants trusted. */
  readonly caBundle?: string | undefined;
  readonly lookPatience?: LookPatience | undefined;
  /** As the caller's. */
  readonly comesAgain?: boolean | undefined;
}

/** What a service answers. */
export interface Answer {
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

const silenceMs = 10_000;

/**
 * Calls AWS without the SDK, whose loading alone would cost more than the rest of a push. What fails is thrown in
 * the SDK's form (`name`, `$metadata`, `$response`).
 * @returns the reply's body
 */
export async function sendSigned(call: SignedCall): Promise<string> {
  return (await answerTo(call)).text;
}

/** The same with what the answer says of itself. */
export function answerTo(call: SignedCall): Promise<Answer> {
  return withRetries(
    () => sendSignedNow((now) => sendOnce(call, now)),
    (failure, failed) => pauseOf(call, failure, failed),
  );
}

function pauseOf(call: SignedCall, failure: unknown, failed: number): number | undefined {
  if (learnClock(failure)) return 0;
  if (call.comesAgain && isLimit(failure)) return undefined;
  return pauseAfter(failure, failed, call.lookPatience === undefined);
}

async function sendOnce(call: SignedCall, now: Date): Promise<Answer> {
  const { reply, text } = await exchange(new URL(call.endpoint), {
    method: call.method ?? 'POST',
    headers: signedHeaders(call, now),
    body: call.body,
    silenceMs: call.lookPatience?.silenceMs ?? silenceMs,
    caBundle: call.caBundle,
  });
  if (isWebPage(reply, text)) throw Object.assign(new Error('a web page'), { name: webPage });
  if ((reply.statusCode ?? 0) < 300) return { text, headers: reply.headers };
  throw failureOf(reply, text);
}

function signedHeaders(call: SignedCall, now: Date): Record<string, string> {
  const { credentials, region, service, contentType, target, endpoint, body } = call;
  const { method = 'POST' } = call;
  const headers = { 'content-type': contentType, ...(target && { 'x-amz-target': target }) };
  const url = new URL(endpoint);
  const scope = { region, service, credentials };
  return signRequest({ method, url, headers, payload: sha256(body), ...scope }, now);
}

/** What a service answered instead, in the SDK's form. */
export function failureOf(reply: IncomingMessage, text: string): Error {
  const said = text.startsWith('<') ? parseXmlError(text) : parseOrEmpty(text);
  const type = String(reply.headers['x-amzn-errortype'] ?? said.__type ?? 'UnknownError');
  const name = type.split(':')[0]?.split('#').pop() ?? type;
  return Object.assign(new Error(String(said.message ?? said.Message ?? '')), {
    name,
    $metadata: { httpStatusCode: reply.statusCode },
    $response: { headers: reply.headers },
  });
}

function parseOrEmpty(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A Query service's `<Error>`, as far as a message needs it. */
function parseXmlError(text: string): Record<string, unknown> {
  const [, code] = /<Code>([^<]*)<\/Code>/.exec(text) ?? [];
  const [, message] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  return { __type: code, message };
}
