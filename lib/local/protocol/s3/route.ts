import type { HttpRequest } from '../../base/http';
import { notImplemented, ServiceError } from '../../base/service-error';
import type { OperationShape, ShapeTable } from '../shapes';

/** What a request's method and address ask for. */
export interface S3Route {
  readonly operation: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

interface Pattern {
  readonly operation: string;
  readonly method: string;
  readonly level: Level;
  /** Query parameters that must be there, some with a value. */
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
}

type Level = 'service' | 'bucket' | 'object';

/** The operation whose method, level and query parameters fit; of several the most particular. */
export function routeOf(request: HttpRequest, table: ShapeTable): S3Route {
  const address = addressOf(request);
  const level = address.key !== undefined ? 'object' : address.bucket ? 'bucket' : 'service';
  const [best] = patternsOf(table)
    .filter((pattern) => pattern.method === request.method && pattern.level === level)
    .filter(({ query }) =>
      query.every(([name, value]) => {
        const given = request.query.get(name);
        return given !== null && (value === undefined || given === value);
      }),
    )
    .sort((a, b) => b.query.length - a.query.length);
  if (!best) throw notImplemented('s3', `${request.method} of a ${level}`);
  refuseOtherPart(request, best, table);
  return { ...address, operation: asCopy(best.operation, request) };
}

/**
 * A part of a bucket or object that this method is not for, such as `DELETE /bucket?acl`, is never the whole of it.
 * Only what is named without a value: `?versionId=…` and others say more about what is asked.
 */
function refuseOtherPart({ query }: HttpRequest, best: Pattern, table: ShapeTable): void {
  const meant = new Set(best.query.map(([name]) => name));
  const parts = patternsOf(table).flatMap(({ query: names }) => names.map(([name]) => name));
  const other = parts.find((name) => query.get(name) === '' && !meant.has(name));
  if (other !== undefined)
    throw new ServiceError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
    );
}

/** Copies differ from puts by a header alone. */
function asCopy(operation: string, { headers }: HttpRequest): string {
  if (headers['x-amz-copy-source'] === undefined) return operation;
  if (operation === 'PutObject') return 'CopyObject';
  return operation === 'UploadPart' ? 'UploadPartCopy' : operation;
}

/** Both styles of address: `/bucket/key`, and the bucket before `.localhost` in the host's name. */
function addressOf({ path, headers }: HttpRequest): Pick<S3Route, 'bucket' | 'key'> {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const virtual = /^(.+?)(?:\.s3(?:\.[a-z0-9-]+)?)?\.localhost$/.exec(host)?.[1];
  const [first = '', ...rest] = path.slice(1).split('/');
  const [bucket, key] =
    virtual === undefined || virtual === 's3'
      ? [first, rest.join('/')]
      : [virtual, [first, ...rest].join('/')];
  return { bucket: decode(bucket) || undefined, key: decode(key) || undefined };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

const cache = new WeakMap<ShapeTable, readonly Pattern[]>();

/** Operations that share an address with another, and are told apart by a header or never asked for. */
const hidden = ['CopyObject', 'UploadPartCopy', 'ListDirectoryBuckets'];

function patternsOf(table: ShapeTable): readonly Pattern[] {
  let patterns = cache.get(table);
  if (!patterns) {
    patterns = Object.entries(table.operations)
      .filter(([operation]) => !hidden.includes(operation))
      .flatMap(([operation, shape]) => patternOf(operation, shape));
    cache.set(table, patterns);
  }
  return patterns;
}

function patternOf(operation: string, { http, bucket, query = [] }: OperationShape): Pattern[] {
  if (!http) return [];
  const [method, uri] = http;
  const [path = '', literal = ''] = uri.split('?');
  const level: Level = path.includes('{Key+}') ? 'object' : bucket ? 'bucket' : 'service';
  const literals = [...new URLSearchParams(literal)]
    .filter(([name]) => name !== 'x-id')
    .map(([name, value]) => [name, value === '' ? undefined : value] as const);
  const required = query.map((name) => [name, undefined] as const);
  return [{ operation, method, level, query: [...literals, ...required] }];
}
