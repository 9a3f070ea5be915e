import type { HttpRequest } from '../../base/http';
import { ServiceError } from '../../base/service-error';
import { isFields } from '../../values/fields';
import { absenceOf } from '../absent';
import { parseJson, readJson } from '../json-input';
import { bindingsOf, type ShapeMember, type ShapeTable, type ShapeType, typeOf } from '../shapes';
import type { RestRoute } from './route';

/**
 * Gathers an operation's input from path, query, headers and body, where the shape says that each member is, and checks
 * it against the shape.
 * @throws SerializationException, or ValidationException where a required member is missing
 */
export function readInput(
  request: HttpRequest,
  { operation, labels }: RestRoute,
  service: string,
  table: ShapeTable,
): unknown {
  const name = table.operations[operation]?.input ?? '';
  const body = bodyOf(request);
  const members = Object.entries(table.shapes[name]?.members ?? {});
  const given = members.map(([key, member]) => [key, givenAs(key, member, request, labels, body)]);
  const input = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return readJson(input, `#${name}`, table, absenceOf(service, 'ValidationException'));
}

function givenAs(
  key: string,
  member: ShapeMember,
  { query, headers }: HttpRequest,
  labels: RestRoute['labels'],
  body: Readonly<Record<string, unknown>>,
): unknown {
  const { httpLabel, httpQuery, httpHeader } = bindingsOf(member);
  const type = typeOf(member);
  if (httpLabel) return fromText(labels[key], type);
  if (httpQuery !== undefined) return fromQuery(query.getAll(httpQuery), type);
  if (httpHeader !== undefined) return fromText(headers[httpHeader.toLowerCase()], type);
  return Object.hasOwn(body, key) ? body[key] : undefined;
}

function bodyOf({ content }: HttpRequest): Readonly<Record<string, unknown>> {
  if (content.length === 0) return {};
  const value = parseJson(content);
  if (isFields(value)) return value;
  throw new ServiceError('SerializationException', 'The request is not a structure.');
}

/** A list comes as the same parameter several times. */
function fromQuery(values: readonly string[], type: ShapeType): unknown {
  if (typeof type !== 'object') return fromText(values[0], type);
  return values.length > 0 ? values : undefined;
}

/** Text that is no number or boolean stays text, which is then refused as one of the wrong type. */
function fromText(value: string | readonly string[] | undefined, type: ShapeType): unknown {
  const text = typeof value === 'object' ? value.join(',') : value;
  if (type === 'number' && text !== undefined && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
