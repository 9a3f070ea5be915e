import type { Properties } from '../base/context';
import { ServiceError } from '../base/service-error';
import { isFields } from '../values/fields';

/** A property that is text; a template may also write a number or a boolean for it. @throws InvalidRequest */
export function textIn(properties: Properties, name: string): string | undefined {
  const value = properties[name] ?? undefined;
  return value === undefined ? undefined : textOf(value, name);
}

/** A property that is one of some words; nothing where it is absent. @throws InvalidRequest */
export function wordIn<T extends string>(
  properties: Properties,
  name: string,
  words: readonly T[],
): T | undefined {
  const text = textIn(properties, name);
  const word = words.find((one) => one === text);
  if (word === undefined && text !== undefined)
    throw modelFault(`#/${name}: failed validation constraint for keyword [enum]`);
  return word;
}

/** A property that has properties of its own; none where it is absent. @throws InvalidRequest */
export function objectIn(properties: Properties, name: string): Properties {
  return objectOf(properties[name] ?? {}, name);
}

/** A property that is a list of such; an empty one where it is absent. @throws InvalidRequest */
export function objectsIn(properties: Properties, name: string): readonly Properties[] {
  return listIn(properties, name).map((item, at) => objectOf(item, `${name}/${at}`));
}

/** A property that is a list of texts; an empty one where it is absent. @throws InvalidRequest */
export function textsIn(properties: Properties, name: string): readonly string[] {
  return listIn(properties, name).map((item, at) => textOf(item, `${name}/${at}`));
}

/** Tags as most types have them: a list of keys and values. @throws InvalidRequest */
export function tagsIn(properties: Properties): { readonly Key: string; readonly Value: string }[] {
  return objectsIn(properties, 'Tags').map((tag) => ({
    Key: textIn(tag, 'Key') ?? '',
    Value: textIn(tag, 'Value') ?? '',
  }));
}

/** The same as a map. @throws InvalidRequest */
export function tagMapIn(properties: Properties): Readonly<Record<string, string>> {
  return Object.fromEntries(tagsIn(properties).map(({ Key, Value }) => [Key, Value]));
}

/** A policy or the like as text, however the template has it. */
export function documentIn(properties: Properties, name: string): string | undefined {
  const document = properties[name];
  if (document === undefined || typeof document === 'string') return document;
  return JSON.stringify(document);
}

function listIn(properties: Properties, name: string): readonly unknown[] {
  const value = properties[name] ?? [];
  if (Array.isArray(value)) return value;
  throw mismatch('JSONArray', value, name);
}

function objectOf(value: unknown, name: string): Properties {
  if (isFields(value)) return value;
  throw mismatch('JSONObject', value, name);
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'object') return String(value);
  throw mismatch('String', value, name);
}

function mismatch(expected: string, value: unknown, name: string): ServiceError {
  return modelFault(`#/${name}: expected type: ${expected}, found: ${kindOf(value)}`);
}

/** As CloudFormation refuses what is not as the schema of a resource type says. */
function modelFault(fault: string): ServiceError {
  return new ServiceError('InvalidRequest', `Model validation failed (${fault})`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (isFields(value)) return 'JSONObject';
  if (value === null) return 'Null';
  return typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Number' : 'Boolean';
}
