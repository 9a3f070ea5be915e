import { ServiceError } from '../base/service-error';
import { isFields } from '../values/fields';
import { type Absence, missing, pathOf } from './absent';
import { type ShapeMember, type ShapeTable, type ShapeType, typeOf } from './shapes';

/**
 * Checks a JSON value against its shape and hands it over as the SDK has it: bytes for base64, dates for timestamps,
 * and nothing that the shape does not know.
 * @throws SerializationException for another type than the shape's, and what `absence` says for a missing member
 */
export function readJson(
  value: unknown,
  type: ShapeType,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[] = [],
): unknown {
  if (typeof type === 'object') {
    return 'list' in type
      ? readList(value, type.list, table, absence, path)
      : readMap(value, type.map, table, absence, path);
  }
  return type.startsWith('#')
    ? readStructure(value, type.slice(1), table, absence, path)
    : readScalar(value, type, path);
}

function readStructure(
  value: unknown,
  name: string,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown {
  const members = objectOf(value, path);
  const shape = table.shapes[name];
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(shape?.members ?? {})) {
    const given = Object.hasOwn(members, key) ? members[key] : undefined;
    if (given === undefined || given === null) continue;
    result[key] = readJson(given, typeOf(member), table, absence, [...path, key]);
  }
  for (const key of absence.checked ? (shape?.required ?? []) : [])
    if (!(key in result)) throw missing([...path, key], absence);
  return result;
}

function readList(
  value: unknown,
  item: ShapeMember,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown[] {
  if (!Array.isArray(value)) throw wrongType('a list', path);
  return value.map((inner, i) =>
    readJson(inner, typeOf(item), table, absence, [...path, String(i + 1), 'member']),
  );
}

function readMap(
  value: unknown,
  item: ShapeMember,
  table: ShapeTable,
  absence: Absence,
  path: readonly string[],
): unknown {
  const entries = Object.entries(objectOf(value, path)).filter(([, inner]) => inner !== null);
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      readJson(inner, typeOf(item), table, absence, [...path, key, 'member']),
    ]),
  );
}

function objectOf(value: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  if (isFields(value)) return value;
  throw wrongType('a structure', path);
}

function readScalar(value: unknown, type: string, path: readonly string[]): unknown {
  switch (type) {
    case 'document':
      return value;
    case 'number':
    case 'boolean':
    case 'string':
      if (typeof value !== type) throw wrongType(`a ${type}`, path);
      return value;
    case 'blob':
      return readBlob(value, path);
    default:
      return readTimestamp(value, path);
  }
}

function readBlob(value: unknown, path: readonly string[]): Buffer {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value))
    throw wrongType('base64', path);
  return Buffer.from(value, 'base64');
}

function readTimestamp(value: unknown, path: readonly string[]): Date {
  const date = new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (Number.isNaN(date.getTime())) throw wrongType('a timestamp', path);
  return date;
}

function wrongType(expected: string, path: readonly string[]): ServiceError {
  const where = path.length > 0 ? `The value at '${pathOf(path)}'` : 'The request';
  return new ServiceError('SerializationException', `${where} is not ${expected}.`);
}

/** @throws SerializationException */
export function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}
