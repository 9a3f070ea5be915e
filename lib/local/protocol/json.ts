import { types } from 'node:util';
import type { HttpReply } from '../base/http';
import type { Protocol } from '../base/service';
import { notImplemented, ServiceError } from '../base/service-error';
import type { SignatureFault } from '../base/signature';
import { absenceOf } from './absent';
import { readJson } from './json-input';
import { shapesOf } from './shapes';

const faults: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  unknownKey: [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  badToken: [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  expiredToken: ['ExpiredTokenException', 'The security token included in the request is expired'],
  skewed: ['InvalidSignatureException', 'Signature expired or not yet current.'],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
};

/**
 * AWS JSON 1.1: `X-Amz-Target: <prefix>.<Operation>`, timestamps as epoch seconds.
 * @param target the prefix, such as CodePipeline_20150709
 * @param maxContentBytes where requests may be larger than usual
 */
export function jsonProtocol(target: string, maxContentBytes?: number): Protocol {
  return {
    streaming: false,
    ...(maxContentBytes !== undefined && { maxContentBytes }),
    async handle(request, service, context) {
      const [prefix, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      const run = Object.hasOwn(service.operations, operation)
        ? service.operations[operation]
        : undefined;
      if (prefix !== target || !run) throw notImplemented(service.name, operation || '?');
      const input = readInput(request.content, service.name, operation);
      const output = await run(input as never, context);
      return reply(200, output ?? {});
    },
    failure: (error) =>
      reply(
        error.status,
        { __type: error.code, message: error.message, ...error.members },
        { 'x-amzn-errortype': error.code },
      ),
    unauthorized(fault) {
      const [code, message] = faults[fault];
      return new ServiceError(code, message, 400);
    },
  };
}

function readInput(content: Buffer, service: string, operation: string): unknown {
  const input = content.length === 0 ? {} : parse(content.toString('utf8'));
  const table = shapesOf(service);
  const shape = table?.operations[operation]?.input;
  if (!table || shape === undefined) throw notImplemented(service, operation);
  return readJson(input, `#${shape}`, table, absenceOf(service, 'ValidationException'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
    body: JSON.stringify(encode(body)),
  };
}

function encode(value: unknown): unknown {
  if (types.isDate(value)) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(encode);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
}
