import { asRequest } from '../../../protocol/request';
import { type ShapeTable, type ShapeType, shapesOf, typeOf } from '../../../protocol/shapes';
import { type Fields, isFields } from '../../../values/fields';
import { invalid } from '../model/errors';

/**
 * An operation's input, from the JSON that a universal target has for it.
 *
 * AWS's guide says only that "the parameters and shape of the JSON are determined by the service API". What AWS takes is
 * every member with a capital first letter, whatever the API has: `PipelineName` for codepipeline's `pipelineName`.
 * It looks at that when the schedule is made: with small letters the required members count as missing.
 * @throws ValidationException
 */
export function apiInput(service: string, operation: string, text: string | undefined): object {
  const table = shapesOf(service);
  const shape = table?.operations[operation]?.input;
  if (!table || shape === undefined) throw new Error(`${service}:${operation} has no shape`);
  const input = parse(text ?? '{}');
  const required = (table.shapes[shape]?.required ?? []).map(capitalised);
  const missing = required.filter((name) => input[name] === undefined || input[name] === null);
  if (missing.length > 0)
    throw refused(`Request payload is missing the following field(s): ${missing.join(', ')}.`);
  return asRequest<object>(service, operation, fromCapitals(input, `#${shape}`, table));
}

const refused = (reason: string) => invalid(`Invalid RequestJson provided. Reason ${reason}`);

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused('The payload is not JSON.');
  }
  if (isFields(value)) return value;
  throw refused('The payload is not an object.');
}

/** Keys of maps are names, and stay as they are written. */
function fromCapitals(value: unknown, type: ShapeType, table: ShapeTable): unknown {
  if (typeof type === 'object') {
    const item = typeOf('list' in type ? type.list : type.map);
    if (Array.isArray(value)) return value.map((inner) => fromCapitals(inner, item, table));
    return mapped(value, ([key, inner]) => [key, fromCapitals(inner, item, table)]);
  }
  if (!type.startsWith('#')) return value;
  const members = Object.entries(table.shapes[type.slice(1)]?.members ?? {});
  return mapped(value, ([key, inner]) => {
    const [name, member] = members.find(([known]) => capitalised(known) === key) ?? [];
    // AWS's words for this were not seen.
    if (name === undefined || member === undefined)
      throw refused(`The field '${key}' is not supported.`);
    return [name, fromCapitals(inner, typeOf(member), table)];
  });
}

function mapped(
  value: unknown,
  change: (entry: [string, unknown]) => readonly [string, unknown],
): unknown {
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(change)) : value;
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
