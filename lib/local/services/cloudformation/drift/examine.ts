import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import type { Context, ResourceType } from '../../../base/context';
import { asJson, isObject, type Json, type JsonObject } from '../../../values/json';
import { withScalars } from '../engine/scalars';
import type { ResourceDrift } from '../model/drift';
import { reasonOf } from '../model/errors';
import { demandHandlerRights } from '../model/handler-rights';
import { masked } from '../model/mask';
import type { ResourceRecord, Snapshot, StackRecord } from '../model/records';
import { differencesOf } from './compare';

type Readable = ResourceType & Required<Pick<ResourceType, 'read'>>;

/** A resource of the stack whose type can tell what it is now. */
export interface Examinable {
  readonly resource: ResourceRecord;
  readonly current: Snapshot;
  readonly type: Readable;
}

/** @returns nothing for a resource that takes no part in drift detection */
export function examinable(resource: ResourceRecord, context: Context): Examinable | undefined {
  const { status, current } = resource;
  const type = context.resourceType(resource.type);
  if (!current || /^DELETE_(COMPLETE|SKIPPED)$/.test(status) || !canBeRead(type)) return undefined;
  return { resource, current, type };
}

function canBeRead(type: ResourceType | undefined): type is Readable {
  return type?.read !== undefined;
}

/** Compares a resource with what the stack made of it. */
export async function examine(
  { resource, current, type }: Examinable,
  { source }: StackRecord,
  context: Context,
): Promise<ResourceDrift> {
  const { logicalId, type: name } = resource;
  const { physicalId } = current;
  const about = { logicalId, type: name, physicalId };
  const found = (rest: Pick<ResourceDrift, 'status'> & Partial<ResourceDrift>): ResourceDrift => ({
    ...about,
    differences: [],
    ...rest,
    checkedAt: context.now().toISOString(),
  });
  try {
    const { properties } = current;
    demandHandlerRights({ type: name, verb: 'read', properties, physicalId, madeUp: '' }, context);
    const expected = withScalars(comparable(current.properties, type), type);
    const read = await type.read(physicalId, expected, context);
    if (!read) return found({ status: 'DELETED' });
    const actual = only(expected, plain(read));
    const differences = differencesOf(expected, actual, new Set(type.scalars?.json));
    return found({
      status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC',
      ...withoutSecrets({ expected, actual, differences }, source.parameters),
    });
  } catch (error) {
    return found({ status: 'UNKNOWN', reason: reasonOf(error) });
  }
}

interface Comparison {
  readonly expected: JsonObject;
  readonly actual: JsonObject;
  readonly differences: readonly PropertyDifference[];
}

/** A value that stands where a `NoEcho` parameter's stood is nobody's business either. */
function withoutSecrets(
  { expected, actual, differences }: Comparison,
  parameters: StackRecord['source']['parameters'],
): Pick<ResourceDrift, 'expected' | 'actual' | 'differences'> {
  const isSecret = (value: unknown) =>
    JSON.stringify(masked(value, parameters)) !== JSON.stringify(value);
  const shown = Object.entries(actual).map(([name, value]): [string, Json] => [
    name,
    isSecret(expected[name]) ? '****' : value,
  ]);
  return {
    expected: JSON.stringify(masked(expected, parameters)),
    actual: JSON.stringify(Object.fromEntries(shown)),
    differences: differences.map((one) =>
      isSecret(one.ExpectedValue) ? { ...one, ExpectedValue: '****', ActualValue: '****' } : one,
    ),
  };
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
