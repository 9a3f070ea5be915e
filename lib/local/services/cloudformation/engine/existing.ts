import type { Context, ResourceState } from '../../../base/context';
import type { JsonObject } from '../../../values/json';
import { journalOf } from '../model/journal';
import { stacksOf } from '../model/records';
import { withScalars } from '../model/scalars';
import type { ResourceDefinition } from '../template/template';

/**
 * The resource that `ImportExistingResources` takes over instead of creating it: it has the name that the template
 * gives, the template says what becomes of it (DeletionPolicy), and no stack has it.
 */
export function existingResource(
  { Type, DeletionPolicy }: ResourceDefinition,
  properties: JsonObject,
  context: Context,
): ResourceState | undefined {
  const type = context.resourceType(Type);
  if (!type?.find || DeletionPolicy === undefined) return undefined;
  const found = type.find(withScalars(properties, type), context);
  return found && !isInAStack(Type, found.physicalId, context) ? found : undefined;
}

function isInAStack(type: string, physicalId: string, context: Context): boolean {
  return stacksOf(context)
    .list()
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .flatMap(({ uuid }) => journalOf(context, uuid).resources())
    .some((r) => r.type === type && r.current?.physicalId === physicalId && !isLetGo(r.status));
}

function isLetGo(status: string): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}
