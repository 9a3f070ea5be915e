import type { ResourceType } from '../../../base/context';
import { isList, isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from './errors';

/** Gives every scalar the kind its resource type declares for it; see `ResourceType.scalars`. */
export function withScalars(properties: JsonObject, { scalars }: ResourceType): JsonObject {
  if (!scalars) return properties;
  const numbers = new Set(scalars.numbers);
  const booleans = new Set(scalars.booleans);
  const json = new Set(scalars.json);
  const convert = (value: Json, name: string): Json => {
    if (json.has(name) || value === null) return value;
    if (isList(value)) return value.map((item) => convert(item, name));
    if (isObject(value)) return members(value);
    if (numbers.has(name)) return asNumber(value, name);
    return booleans.has(name) ? asBoolean(value, name) : String(value);
  };
  const members = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, convert(inner, key)]));
  return members(properties);
}

function asNumber(value: Json, name: string): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (typeof value === 'boolean' || Number.isNaN(number))
    throw invalid(`Value of property ${name} must be a number`);
  return number;
}

function asBoolean(value: Json, name: string): boolean {
  const text = String(value).toLowerCase();
  if (text !== 'true' && text !== 'false')
    throw invalid(`Value of property ${name} must be of type Boolean`);
  return text === 'true';
}
