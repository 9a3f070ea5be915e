import { readContent } from '../../base/content';
import type { HttpRequest } from '../../base/http';
import { ServiceError } from '../../base/service-error';
import { bindingsOf, type ShapeMember, type ShapeTable, type ShapeType, typeOf } from '../shapes';
import { readXml } from '../xml';
import { decodeBody } from './body';
import type { S3Route } from './route';

/** Gathers an operation's input from address, headers and body, where the shape says each member is. */
export async function readInput(
  request: HttpRequest,
  { operation, bucket, key }: S3Route,
  table: ShapeTable,
): Promise<Record<string, unknown>> {
  const shape = table.shapes[table.operations[operation]?.input ?? ''];
  const input: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape?.members ?? {})) {
    const value = await readMember(request, name, member, table);
    if (value !== undefined) input[name] = value;
  }
  if (bucket !== undefined) input.Bucket = bucket;
  if (key !== undefined) input.Key = key;
  adjustForChunks(request, input);
  const missing = shape?.required?.find((name) => input[name] === undefined);
  if (missing !== undefined)
    throw new ServiceError('InvalidRequest', `The request lacks its required ${missing}.`);
  return input;
}

async function readMember(
  request: HttpRequest,
  name: string,
  member: ShapeMember,
  table: ShapeTable,
): Promise<unknown> {
  const bindings = bindingsOf(member);
  const type = typeOf(member);
  if (bindings.httpHeader !== undefined)
    return fromText(headerOf(request, bindings.httpHeader), type, name);
  if (bindings.httpQuery !== undefined)
    return fromText(request.query.get(bindings.httpQuery) ?? undefined, type, name);
  if (bindings.httpPrefixHeaders !== undefined)
    return prefixed(request, bindings.httpPrefixHeaders.toLowerCase());
  return bindings.httpPayload ? readPayload(request, type, table) : undefined;
}

function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(',') : value;
}

function prefixed({ headers }: HttpRequest, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
}

async function readPayload(
  request: HttpRequest,
  type: ShapeType,
  table: ShapeTable,
): Promise<unknown> {
  const body = decodeBody(request);
  if (type === 'stream') return body;
  const content = await readContent({ ...request, body });
  if (content.length === 0) return undefined;
  const text = content.toString('utf8');
  return type === 'string' ? text : readXml(text, type, table);
}

function fromText(text: string | undefined, type: ShapeType, name: string): unknown {
  if (text === undefined) return undefined;
  if (typeof type === 'object') return text.split(',').map((item) => item.trim());
  switch (type) {
    case 'number': {
      const number = Number(text);
      if (/^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
      throw new ServiceError('InvalidArgument', `Provided ${name} not an integer`, 400, {
        ArgumentName: name,
        ArgumentValue: text,
      });
    }
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'timestamp':
    case 'http-date':
    case 'date-time': {
      const date = new Date(text);
      // As HTTP has it, a date that is none counts as not given.
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    default:
      return text;
  }
}

/** A chunked body is longer than what it carries, and says in advance which checksums will follow it. */
function adjustForChunks({ headers }: HttpRequest, input: Record<string, unknown>): void {
  const decoded = headers['x-amz-decoded-content-length'];
  if (decoded !== undefined) input.ContentLength = Number(decoded);
  if (headers['x-amz-trailer'] !== undefined) input.Trailer = String(headers['x-amz-trailer']);
}
