import { XMLParser } from 'fast-xml-parser';
import {
  errorsOf,
  type Member,
  type OperationSchema,
  type Shape,
  type Structure,
} from './sdk-schemas';

/** What a reply has to look like on the wire, per protocol. */
export type Format = 'json' | 'rest-json' | 'query' | 'rest-xml' | 's3';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for a streamed payload, which has no shape. */
  readonly body: string | undefined;
}

/** Everything in a successful reply that AWS's own schema does not allow, and everything it requires that is missing. */
export function complaintsAbout(
  operation: OperationSchema,
  format: Format,
  reply: RawReply,
): string[] {
  const { output, name } = operation;
  if (isJson(format)) return aboutJson(JSON.parse(reply.body || '{}'), output, name);
  if (format === 'query') return aboutQuery(operation, reply.body ?? '');
  return aboutRestXml(operation, reply);
}

const isJson = (format: Format) => format === 'json' || format === 'rest-json';

/** Errors any service may answer with, though no model lists them. */
const common =
  /^(AccessDenied|ExpiredToken|IncompleteSignature|InternalFailure|InvalidSignature|MissingAuthenticationToken|NotImplemented|RequestEntityTooLarge|RequestExpired|RequestTimeout|Serialization|SignatureDoesNotMatch|Throttling|UnrecognizedClient|Validation|ValidationError|InvalidClientTokenId|MalformedInput)(Exception)?$/;

/** Errors of S3 that its documentation lists and its model does not. */
const documentedByS3 =
  /^(AccessControlListNotSupported|AuthorizationHeaderMalformed|BadDigest|BucketNotEmpty|BucketAlreadyExists|EntityTooSmall|IllegalLocationConstraintException|IncompleteBody|InvalidArgument|InvalidBucketName|InvalidPart|InvalidPartOrder|InvalidRange|InvalidRequest|KeyTooLongError|MalformedXML|MethodNotAllowed|NoSuchBucketPolicy|NoSuchKey|NoSuchLifecycleConfiguration|NoSuchTagSet|NoSuchVersion|NotModified|PreconditionFailed|RequestTimeTooSkewed)$/;

/** Errors of CloudFront that its documentation names and its model does not. */
const documentedByCloudFront = /^InvalidationBatchAlreadyExists$/;

/** Whether an error's name and status are documented for the service. */
export function complaintsAboutError(
  service: string,
  format: Format,
  { status, body = '', headers }: RawReply,
): string[] {
  if (body === '') return [];
  const name = isJson(format) ? jsonErrorName(body, headers) : xmlErrorName(body);
  if (name === undefined) return ['an error without a name'];
  const modelled = [...errorsOf(service).values()].find(
    (error) => wireName(error, format) === name,
  );
  if (!modelled)
    return common.test(name) || documented(format)?.test(name)
      ? []
      : [`${name} is no error of ${service}`];
  const expected = format === 'json' ? 400 : modelled.traits.httpError;
  return expected === undefined || expected === status
    ? []
    : [`${name} has the status ${status} instead of ${expected}`];
}

function documented(format: Format): RegExp | undefined {
  if (format === 's3') return documentedByS3;
  return format === 'rest-xml' ? documentedByCloudFront : undefined;
}

/** AWS Query has codes of its own for some errors. */
function wireName({ name, traits }: Structure, format: Format): string {
  if (isJson(format)) return name;
  const [code] = (traits.awsQueryError as readonly [string, number] | undefined) ?? [name];
  return code;
}

function jsonErrorName(body: string, headers: RawReply['headers']): string | undefined {
  const { __type: type = headers['x-amzn-errortype'] } = JSON.parse(body) as { __type?: string };
  return type?.split('#').at(-1)?.split(':')[0];
}

function xmlErrorName(body: string): string | undefined {
  return /<Code>([^<]+)<\/Code>/.exec(body)?.[1];
}

function aboutJson(value: unknown, shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case 'structure':
      return aboutMembers(value, shape, path, (inner, member, name) =>
        aboutJson(inner, member.shape(), `${path}.${name}`),
      );
    case 'list':
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((item, i) => aboutJson(item, shape.item.shape(), `${path}[${i}]`));
    case 'map':
      if (!isObject(value)) return [`${path} is no map`];
      return Object.entries(value).flatMap(([key, inner]) =>
        aboutJson(inner, shape.value.shape(), `${path}[${key}]`),
      );
    default:
      return aboutJsonScalar(value, shape.kind, path);
  }
}

function aboutMembers(
  value: unknown,
  { members, required }: Structure,
  path: string,
  inner: (value: unknown, member: Member, name: string) => string[],
): string[] {
  if (!isObject(value)) return [`${path} is no structure`];
  const missing = required.filter((name) => value[name] === undefined || value[name] === null);
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, given]) => {
      const member = members.get(name);
      if (!member) return [`${path}.${name} is unknown`];
      return given === null ? [`${path}.${name} is null`] : inner(given, member, name);
    }),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function aboutJsonScalar(value: unknown, kind: string, path: string): string[] {
  const type = { string: 'string', number: 'number', boolean: 'boolean', blob: 'string' }[kind];
  if (kind === 'document') return [];
  // In JSON 1.1 every timestamp is a number of seconds, fractions allowed.
  const expected = type ?? 'number';
  const wrong = typeof value !== expected;
  if (wrong) return [`${path} is a ${typeof value} instead of a ${kind}`];
  if (type === undefined && Number(value) > 1e11) return [`${path} is not in seconds`];
  return [];
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });

function aboutQuery({ name, output }: OperationSchema, body: string): string[] {
  const document = parser.parse(body) as Readonly<Record<string, unknown>>;
  const reply = document[`${name}Response`];
  if (!isObject(reply)) return [`the root is not ${name}Response`];
  const id = isObject(reply.ResponseMetadata) && reply.ResponseMetadata.RequestId;
  const problems = typeof id === 'string' ? [] : ['the request id is missing'];
  if (output.members.size === 0) return problems;
  return [...problems, ...aboutXml(reply[`${name}Result`] ?? {}, output, name)];
}

function aboutRestXml({ name, output }: OperationSchema, { body, headers }: RawReply): string[] {
  const inHeaders = [...output.members].flatMap(([member, { traits, shape }]) => {
    const header = traits.httpHeader as string | undefined;
    const value = header === undefined ? undefined : headers[header.toLowerCase()];
    return value === undefined ? [] : aboutText(value, shape().kind, `${name}.${member}`, true);
  });
  if (body === undefined || body === '' || name === 'GetBucketLocation') return inHeaders;
  const payload = [...output.members].find(([, { traits }]) => traits.httpPayload);
  const shape = payload ? payload[1].shape() : output;
  if (shape.kind !== 'structure') return inHeaders;
  const document = parser.parse(body) as Readonly<Record<string, unknown>>;
  const [, root] = Object.entries(document).find(([key]) => key !== '?xml') ?? [];
  return [...inHeaders, ...aboutXml(root, inBody(shape), name)];
}

function inBody(shape: Structure): Structure {
  const members = [...shape.members].filter(
    ([, { traits }]) => !traits.httpHeader && !traits.httpPrefixHeaders,
  );
  return { ...shape, members: new Map(members) };
}

function aboutXml(node: unknown, shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case 'structure': {
      const value = isObject(node) ? withoutText(node) : {};
      if (!isObject(node) && String(node).trim() !== '') return [`${path} is no structure`];
      return aboutMembers(value, byXmlName(shape), path, (inner, member, name) =>
        aboutXmlMember(inner, member, `${path}.${name}`),
      );
    }
    case 'list':
      return aboutXmlList(node, shape.item, path);
    case 'map':
      return [];
    default:
      return aboutText(isObject(node) ? '' : String(node), shape.kind, path, false);
  }
}

function aboutXmlMember(node: unknown, { shape, traits }: Member, path: string): string[] {
  const inner = shape();
  if (traits.xmlFlattened && inner.kind === 'list')
    return asArray(node).flatMap((item) => aboutXml(item, inner.item.shape(), path));
  return aboutXml(node, inner, path);
}

function aboutXmlList(node: unknown, item: Member, path: string): string[] {
  if (!isObject(node)) return String(node).trim() === '' ? [] : [`${path} is no list`];
  const name = (item.traits.xmlName as string | undefined) ?? 'member';
  const { [name]: items, ...others } = withoutText(node);
  return [
    ...Object.keys(others).map((other) => `${path} holds ${other} instead of ${name}`),
    ...asArray(items).flatMap((one, i) => aboutXml(one, item.shape(), `${path}[${i}]`)),
  ];
}

function asArray(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function withoutText({ '#text': _, ...rest }: Readonly<Record<string, unknown>>) {
  return rest;
}

function byXmlName(shape: Structure): Structure {
  const nameOf = (name: string) =>
    (shape.members.get(name)?.traits.xmlName as string | undefined) ?? name;
  return {
    ...shape,
    members: new Map([...shape.members].map(([name, member]) => [nameOf(name), member])),
    // A list without items may be left out altogether.
    required: shape.required
      .filter((name) => shape.members.get(name)?.shape().kind !== 'list')
      .map(nameOf),
  };
}

function aboutText(text: string, kind: string, path: string, header: boolean): string[] {
  const patterns: Readonly<Record<string, RegExp>> = {
    number: /^-?\d+(\.\d+)?$/,
    boolean: /^(true|false)$/,
    blob: /^[A-Za-z0-9+/]*={0,2}$/,
  };
  const moment = header
    ? /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
  const times = ['timestamp', 'date-time', 'http-date', 'epoch'];
  const pattern = times.includes(kind) ? moment : patterns[kind];
  return !pattern || pattern.test(text) ? [] : [`${path} is '${text}', which is no ${kind}`];
}
