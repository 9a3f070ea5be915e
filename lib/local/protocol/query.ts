import { XMLBuilder } from 'fast-xml-parser';
import { type HttpReply, notImplemented, type Protocol, ServiceError } from '../service';
import type { SignatureFault } from '../signature';

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

export interface QueryOptions {
  /** XML namespace of replies. */
  readonly namespace: string;
  /** Names of input members that are booleans or numbers; everything else stays text. */
  readonly booleans?: readonly string[];
  readonly numbers?: readonly string[];
}

type Tree = { [name: string]: Tree | string };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** AWS Query: a form-encoded POST in, XML out; lists are `Name.member.1`. */
export function queryProtocol(options: QueryOptions): Protocol {
  const scalars = { booleans: new Set(options.booleans), numbers: new Set(options.numbers) };
  return {
    streaming: false,
    async handle(request, service, context) {
      const form = new URLSearchParams(request.content.toString('utf8'));
      const action = form.get('Action') ?? request.query.get('Action') ?? '';
      const run = Object.hasOwn(service.operations, action)
        ? service.operations[action]
        : undefined;
      if (!run) throw notImplemented(service.name, action || '?');
      const output = await run(decode(form, scalars) as never, context);
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
      const [code, message] = faults[fault];
      return new ServiceError(code, message, 403);
    },
  };
}

function decode(
  form: URLSearchParams,
  scalars: { booleans: Set<string>; numbers: Set<string> },
): unknown {
  const tree: Tree = {};
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') plant(tree, name.split('.'), value);
  }
  return harvest(tree, '', scalars);
}

function plant(tree: Tree, path: string[], value: string): void {
  const [name = '', ...rest] = path;
  if (name === '__proto__' || path.length > 20)
    throw new ServiceError('MalformedQueryString', 'A parameter name is not allowed.');
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const inner = tree[name];
  if (inner === undefined || typeof inner === 'string') tree[name] = {};
  plant(tree[name] as Tree, rest, value);
}

function harvest(
  tree: Tree | string,
  name: string,
  scalars: { booleans: Set<string>; numbers: Set<string> },
): unknown {
  if (typeof tree === 'string') {
    if (scalars.booleans.has(name)) return tree === 'true';
    if (scalars.numbers.has(name)) return Number(tree);
    return tree;
  }
  if (typeof tree.member === 'object') {
    const members = Object.entries(tree.member).sort(([a], [b]) => Number(a) - Number(b));
    return members.map(([, item]) => harvest(item, '', scalars));
  }
  if (tree.member === '') return [];
  return Object.fromEntries(
    Object.entries(tree).map(([key, item]) => [key, harvest(item, key, scalars)]),
  );
}

function encode(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(encode) };
  if (value === null || typeof value !== 'object')
    return typeof value === 'boolean' ? String(value) : value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, encode(inner)]));
}

function reply(status: number, document: unknown): HttpReply {
  return { status, headers: { 'content-type': 'text/xml' }, body: builder.build(document) };
}
