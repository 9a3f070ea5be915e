import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import type { Json, JsonObject } from '../../../values/json';
import { actualState, canBeRead, type Readable } from '../model/actual';
import type { ResourceDrift } from '../model/drift';
import { reasonOf } from '../model/errors';
import { demandHandlerRights } from '../model/handler-rights';
import { masked } from '../model/mask';
import type { ResourceRecord, Snapshot, StackRecord } from '../model/records';
import { differencesOf } from './compare';

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

/** Compares a resource with what the stack made of it. */
export async function examine(
  { resource, current, type }: Examinable,
  { source }: StackRecord,
  context: Context,
): Promise<ResourceDrift> {
  const { logicalId, type: name } = resource;
  const about = { logicalId, type: name, physicalId: current.physicalId };
  const found = (rest: Pick<ResourceDrift, 'status'> & Partial<ResourceDrift>): ResourceDrift => ({
    ...about,
    differences: [],
    ...rest,
    checkedAt: context.now().toISOString(),
  });
  try {
    const { properties, physicalId } = current;
    demandHandlerRights({ type: name, verb: 'read', properties, physicalId, madeUp: '' }, context);
    const { expected, actual } = await actualState(current, type, context);
    if (!actual) return found({ status: 'DELETED' });
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
