import type { Context, ResourceType } from '../../../base/context';
import { asJson, isObject, type JsonObject } from '../../../values/json';
import type { Snapshot } from './records';
import { withScalars } from './scalars';

/** A type that can tell what a resource is now. */
export type Readable = ResourceType & Required<Pick<ResourceType, 'read'>>;

export function canBeRead(type: ResourceType | undefined): type is Readable {
  return type?.read !== undefined;
}

/** A resource as the stack made it, and as it is now, by the properties that can be compared. */
export interface ActualState {
  readonly expected: JsonObject;
  /** Undefined if it is not there any more. */
  readonly actual: JsonObject | undefined;
}

/** Reads a resource, whoever may do that. */
export async function actualState(
  { physicalId, properties }: Snapshot,
  type: Readable,
  context: Context,
): Promise<ActualState> {
  const expected = withScalars(comparable(properties, type), type);
  const read = await type.read(physicalId, expected, context);
  return { expected, actual: read && only(expected, plain(read)) };
}

/** What a dynamic reference stood for was never kept, so there is nothing to compare the present with. */
function comparable(properties: JsonObject, { writeOnly = [] }: ResourceType): JsonObject {
  const kept = Object.entries(properties).filter(
    ([name, value]) => !writeOnly.includes(name) && !JSON.stringify(value).includes('{{resolve:'),
  );
  return Object.fromEntries(kept);
}

function only(expected: JsonObject, read: JsonObject): JsonObject {
  const wanted = Object.entries(read).filter(([name]) => Object.hasOwn(expected, name));
  return Object.fromEntries(wanted);
}

/** Without members that are undefined, as JSON has it. */
function plain(value: unknown): JsonObject {
  const json = asJson(value);
  return isObject(json) ? json : {};
}
