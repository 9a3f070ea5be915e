import { types } from 'node:util';
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
  /**
   * Names of input members that are lists, an empty one included, which some clients send as `Name=`. Once given, a
   * list anywhere else is refused, and so is a structure that is not named in `structures`.
   */
  readonly lists?: readonly string[];
  readonly structures?: readonly string[];
}

interface Shapes {
  readonly booleans: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly lists: ReadonlySet<string> | undefined;
  readonly structures: ReadonlySet<string>;
}

type Tree = { [name: string]: Tree | string };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** AWS Query: a form-encoded POST in, XML out; lists are `Name.member.1`. */
export function queryProtocol(options: QueryOptions): Protocol {
  const shapes: Shapes = {
    booleans: new Set(options.booleans),
    numbers: new Set(options.numbers),
    lists: options.lists && new Set(options.lists),
    structures: new Set(options.structures),
  };
  return {
    streaming: false,
    async handle(request, service, context) {
      const form = new URLSearchParams(request.content.toString('utf8'));
      const action = form.get('Action') ?? request.query.get('Action') ?? '';
      const run = Object.hasOwn(service.operations, action)
        ? service.operations[action]
        : undefined;
      if (!run) throw notImplemented(service.name, action || '?');
      const output = await run(decode(form, shapes) as never, context);
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

function decode(form: URLSearchParams, shapes: Shapes): unknown {
  const tree = newTree();
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') plant(tree, name.split('.'), value);
  }
  return harvestMembers(tree, shapes);
}

/** Without a prototype, so that a parameter called `constructor` is a parameter like any other. */
function newTree(): Tree {
  return Object.create(null) as Tree;
}

function plant(tree: Tree, path: string[], value: string): void {
  const [name = '', ...rest] = path;
  if (name === '__proto__' || path.length > 20)
    throw new ServiceError('MalformedQueryString', 'A parameter name is not allowed.');
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  let inner = tree[name];
  if (typeof inner !== 'object') {
    inner = newTree();
    tree[name] = inner;
  }
  plant(inner, rest, value);
}

function harvestMembers(tree: Tree, shapes: Shapes): unknown {
  return Object.fromEntries(
    Object.entries(tree).map(([name, item]) => [name, harvest(item, name, shapes)]),
  );
}

function harvest(item: Tree | string, name: string, shapes: Shapes): unknown {
  if (shapes.lists?.has(name)) return item === '' ? [] : harvestList(item, shapes);
  if (typeof item === 'string') return harvestText(item, name, shapes);
  if (shapes.lists) {
    if (!shapes.structures.has(name))
      throw malformed(`Start of structure or map found where not expected: ${name}`);
    return harvestMembers(item, shapes);
  }
  if (typeof item.member === 'object') return harvestList(item, shapes);
  return item.member === '' ? [] : harvestMembers(item, shapes);
}

function harvestList(item: Tree | string, shapes: Shapes): unknown {
  const members = typeof item === 'string' ? undefined : item.member;
  if (members === '') return [];
  if (typeof members !== 'object') throw malformed('Unexpected list element termination');
  return Object.entries(members)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, one]) => (typeof one === 'string' ? one : harvestMembers(one, shapes)));
}

function harvestText(text: string, name: string, { booleans, numbers }: Shapes): unknown {
  if (booleans.has(name)) {
    if (text !== 'true' && text !== 'false') throw malformed(`${name} must be true or false`);
    return text === 'true';
  }
  if (!numbers.has(name)) return text;
  if (text.trim() === '' || Number.isNaN(Number(text))) throw malformed(`${name} must be a number`);
  return Number(text);
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedInput', message);
}

function encode(value: unknown): unknown {
  if (types.isDate(value)) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(encode) };
  if (value === null || typeof value !== 'object')
    return typeof value === 'boolean' ? String(value) : value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, encode(inner)]));
}

function reply(status: number, document: unknown): HttpReply {
  return { status, headers: { 'content-type': 'text/xml' }, body: builder.build(document) };
}
