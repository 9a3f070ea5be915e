import { fieldsOf } from '../../fields';
import type { Bucket, ObjectRequest } from './bucket';

/** As much of a failure as callers tell failures apart by. */
export interface Failure extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Also of an error that was made outside this program's own realm. */
export function isFailure(error: unknown): error is Failure {
  const { name, message, code } = fieldsOf(error);
  const isError = typeof name === 'string' && typeof message === 'string';
  return isError && (code === undefined || typeof code === 'string');
}

const broken: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Whether the network ended a request, before its answer or in the middle of it. */
function isBrokenConnection({ code }: Failure): boolean {
  return broken.has(code ?? '');
}

/** What a plain request of an object needs, which S3 does not always say when it is missing. */
const rights: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/**
 * Has a failure say which request it ended: a build's log shows nothing else of it. Names and codes stay, and what has
 * nothing to do with S3 or the network comes back as it is.
 */
export function aboutRequest(error: Failure, bucket: Bucket, sent: ObjectRequest): Failure {
  const { name, code, message, $metadata } = error;
  const request = `${sent.method} s3://${bucket.name}/${sent.key}`;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) {
    const right = sent.query === undefined ? rights[sent.method] : undefined;
    const needs = status === 403 && right && name.startsWith('Acc') ? `, which needs ${right}` : '';
    const said = message === '' ? `HTTP ${status}` : message;
    const named = name === 'UnknownError' ? '' : ` (${name})`;
    error.message = `S3 refused ${request}${needs}: ${said}${named}`;
  } else if (isBrokenConnection(error) || name === 'TimeoutError')
    error.message = `The connection broke in ${request} (${code ?? message})`;
  return error;
}
