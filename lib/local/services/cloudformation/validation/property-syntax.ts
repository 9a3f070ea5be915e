import { isList, isObject, type Json, type JsonObject } from '../../../values/json';
import { isKnown } from '../model/known';

/** What one resource's properties have that AWS's schema of its type does not allow, in the words of AWS's own validator. */
export interface SyntaxFault {
  /** Where, as a JSON pointer below the properties; empty for the properties themselves. */
  readonly pointer: string;
  readonly fault: string;
}

/** The properties of each kind of object that a type has; see test/local/services/cloudformation/property-table. */
type Definitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const table: Readonly<
  Record<string, Definitions>
> = require('../../../generated/resource-properties.json');

const tag = { Key: 'string!', Value: 'string!' };

/**
 * Compares properties with what AWS has for their type: names, what is required, and of which kind values are. Scalars may be
 * written as text. What is only known once the change set is executed is not looked at.
 */
export function syntaxFaults(type: string, properties: JsonObject): readonly SyntaxFault[] {
  const definitions = table[type];
  return definitions ? objectFaults({ Tag: tag, ...definitions }, '', properties, '') : [];
}

function objectFaults(
  definitions: Definitions,
  name: string,
  value: JsonObject,
  pointer: string,
): SyntaxFault[] {
  const members = definitions[name] ?? {};
  const missing = Object.entries(members)
    .filter(([member, kind]) => kind.endsWith('!') && value[member] === undefined)
    .map(([member]) => ({ pointer, fault: `required key [${member}] not found` }));
  const strange = Object.keys(value)
    .filter((member) => !Object.hasOwn(members, member))
    .map((member) => ({ pointer, fault: `extraneous key [${member}] is not permitted` }));
  const inner = Object.entries(value).flatMap(([member, part]) => {
    const kind = Object.hasOwn(members, member) ? members[member] : undefined;
    return kind === undefined ? [] : faultsOf(definitions, kind, part, `${pointer}/${member}`);
  });
  return [...missing, ...strange, ...inner];
}

function faultsOf(
  definitions: Definitions,
  said: string,
  value: Json,
  pointer: string,
): SyntaxFault[] {
  const kind = said.replace(/!$/, '');
  if (kind === 'json' || !isKnown(value)) return [];
  const item = /^\[(.*)\]$/.exec(kind)?.[1];
  if (item !== undefined) {
    if (!isList(value)) return [mismatch('JSONArray', value, pointer)];
    return value.flatMap((one, at) => faultsOf(definitions, item, one, `${pointer}/${at}`));
  }
  const entry = /^\{(.*)\}$/.exec(kind)?.[1];
  if (entry === undefined && !Object.hasOwn(definitions, kind))
    return scalarFaults(kind, value, pointer);
  if (!isObject(value)) return [mismatch('JSONObject', value, pointer)];
  if (entry === undefined) return objectFaults(definitions, kind, value, pointer);
  return Object.entries(value).flatMap(([key, one]) =>
    faultsOf(definitions, entry, one, `${pointer}/${key}`),
  );
}

function scalarFaults(kind: string, value: Json, pointer: string): SyntaxFault[] {
  if (isList(value) || isObject(value) || value === null)
    return [mismatch(scalarNames[kind] ?? 'String', value, pointer)];
  const text = String(value);
  const isNumber = text.trim() !== '' && !Number.isNaN(Number(text)) && typeof value !== 'boolean';
  if (kind === 'number' && !isNumber) return [mismatch('Number', value, pointer)];
  const isBoolean = /^(true|false)$/i.test(text);
  return kind === 'boolean' && !isBoolean ? [mismatch('Boolean', value, pointer)] : [];
}

const scalarNames: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Number',
  boolean: 'Boolean',
};

function mismatch(expected: string, value: Json, pointer: string): SyntaxFault {
  return { pointer, fault: `expected type: ${expected}, found: ${kindOf(value)}` };
}

function kindOf(value: Json): string {
  if (value === null) return 'Null';
  if (isList(value)) return 'JSONArray';
  if (isObject(value)) return 'JSONObject';
  return typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Integer' : 'Boolean';
}
