import { types } from 'node:util';
import { XMLBuilder } from 'fast-xml-parser';
import type { HttpReply } from '../base/http';
import { type Protocol, runOperation } from '../base/service';
import { notImplemented, ServiceError } from '../base/service-error';
import type { SignatureFault } from '../base/signature';
import { absenceOf } from './absent';
import { readForm } from './query-input';
import { shapesOf } from './shapes';

const faults: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token'],
  unknownKey: ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  badToken: ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  expiredToken: ['ExpiredToken', 'The security token included in the request is expired'],
  skewed: ['SignatureDoesNotMatch', 'Signature expired or not yet current.'],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
};

/** How a refused signature is called, and said. */
export const queryFault = (fault: SignatureFault): readonly [string, string] => faults[fault];

export interface QueryOptions {
  /** XML namespace of replies. */
  readonly namespace: string;
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** AWS Query: a form-encoded POST in, XML out; lists are `Name.member.1`. */
export function queryProtocol(options: QueryOptions): Protocol {
  return {
    streaming: false,
    async handle(request, service, context) {
      const form = new URLSearchParams(request.content.toString('utf8'));
      const action = form.get('Action') ?? request.query.get('Action') ?? '';
      const run = Object.hasOwn(service.operations, action)
        ? service.operations[action]
        : undefined;
      if (!run) throw notImplemented(service.name, action || '?');
      const output = await runOperation(
        service,
        action,
        run,
        readInput(form, service.name, action),
        context,
      );
      return reply(200, {
        [`${action}Response`]: {
          '@xmlns': options.namespace,
          [`${action}Result`]: encode(output ?? {}),
          ResponseMetadata: { RequestId: context.newId() },
        },
      });
    },
    failure: (error, requestId) =>
      reply(error.status, {
        ErrorResponse: {
          '@xmlns': options.namespace,
          Error: {
            Type: error.status < 500 ? 'Sender' : 'Receiver',
            Code: error.code,
            Message: error.message,
          },
          RequestId: requestId,
        },
      }),
    unauthorized(fault) {
      const [code, message] = queryFault(fault);
      return new ServiceError(code, message, 403);
    },
    denied: (words) => new ServiceError('AccessDenied', words, 403),
  };
}

function readInput(form: URLSearchParams, service: string, operation: string): unknown {
  const table = shapesOf(service);
  const shape = table?.operations[operation]?.input;
  if (!table || shape === undefined) throw notImplemented(service, operation);
  return readForm(form, shape, table, absenceOf(service, 'ValidationError'));
}

function encode(value: unknown): unknown {
  if (types.isDate(value)) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(encode) };
  if (value === null || typeof value !== 'object')
    return typeof value === 'boolean' ? String(value) : value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, encode(inner)]));
}

/** What no XML may hold, not even as a reference, such as a name of control characters that a refusal repeats. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unspeakable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function reply(status: number, document: unknown): HttpReply {
  // A carriage return that is not a reference reads as a line feed: a template with Windows's line ends would change.
  const body = builder.build(document).replace(unspeakable, '\ufffd').replaceAll('\r', '&#13;');
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
