/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !isList(value);
}

/** As `Array.isArray`, which takes a list that is only to be read for one of anything. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** @throws SyntaxError */
export function parsedJson(text: string): Json {
  return JSON.parse(text);
}

/** A value as it is once it has been written as JSON: without members that are undefined. */
export function asJson(value: unknown): Json {
  return parsedJson(JSON.stringify(value) ?? 'null');
}
