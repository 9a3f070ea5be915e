import { isDeepStrictEqual } from 'node:util';
import type {
  ChangeSetType,
  CreateChangeSetCommandInput,
  ResourceChange,
  ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { isObject, type JsonObject, parsedJson } from '../../../values/json';
import { examinables } from '../drift/detect';
import { type Examinable, examine } from '../drift/examine';
import { isDrifted, type ResourceDrift } from '../model/drift';
import { invalid } from '../model/errors';
import { masked } from '../model/mask';
import type { Source, StackRecord } from '../model/records';
import { scalarText } from '../template/parse';
import type { Preview } from './preview';

/** Whether a change set is to compare with what is in the account. */
export function revertsDrift(
  { DeploymentMode: mode }: Pick<CreateChangeSetCommandInput, 'DeploymentMode'>,
  type: ChangeSetType,
): boolean {
  if (mode === undefined) return false;
  if (mode !== 'REVERT_DRIFT')
    throw invalid(
      `1 validation error detected: Value '${mode}' at 'deploymentMode' failed to satisfy constraint: Member must satisfy enum value set: [REVERT_DRIFT]`,
    );
  if (type !== 'UPDATE') throw notImplemented('cloudformation', `DeploymentMode with ${type}`);
  return true;
}

/**
 * The changes of a preview, with those that bring resources back to what the stack made of them
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html). Properties that are only
 * written, properties that need another resource, and tags that the template does not name stay as they are. What becomes of a
 * resource that is gone is documented nowhere: it is left.
 * @throws ServiceError if a resource cannot be read
 */
export async function revertingChanges(
  { changes, properties }: Preview,
  source: Source,
  stack: StackRecord,
  context: Context,
): Promise<{ readonly changes: readonly ResourceChange[]; readonly reverts: readonly string[] }> {
  const all = new Map(changes.map((change) => [change.LogicalResourceId ?? '', change]));
  const reverts: string[] = [];
  for (const one of examinables(stack, context)) {
    const { logicalId } = one.resource;
    const desired = properties.get(logicalId);
    const drift = await examine(one, stack, context);
    if (drift.status === 'UNKNOWN')
      throw invalid(`Failed to detect drift on resource [${logicalId}]: ${drift.reason}`);
    if (!desired || !isDrifted(drift) || drift.status !== 'MODIFIED') continue;
    const details = detailsOf(one, drift, desired);
    if (details.length === 0) continue;
    reverts.push(logicalId);
    all.set(logicalId, withDetails(all.get(logicalId), one, details));
  }
  const shown = masked([...all.values()], source.parameters);
  return { changes: masked(shown, stack.source.parameters), reverts };
}

/** One detail for each property that differs in the account, and that the template leaves as it was. */
function detailsOf(
  { current, type }: Examinable,
  { differences, actual = '{}' }: ResourceDrift,
  desired: JsonObject,
): ResourceChangeDetail[] {
  const found = parsedJson(actual);
  const names = new Set(differences.map(({ PropertyPath = '' }) => PropertyPath.split('/')[1]));
  return [...names].flatMap((name = ''): ResourceChangeDetail[] => {
    const [before, after] = [current.properties[name], desired[name]];
    const isImmutable = type.replacement?.includes(name);
    if (isImmutable || after === undefined || !isDeepStrictEqual(before, after)) return [];
    const now = isObject(found) ? found[name] : undefined;
    const value = now === undefined || now === null ? undefined : scalarText(now);
    const Target = {
      Attribute: 'Properties' as const,
      Name: name,
      Path: `/Properties/${name}`,
      RequiresRecreation: 'Never' as const,
      ...(value !== undefined && { BeforeValue: value }),
      AfterValue: scalarText(after),
      BeforeValueFrom: 'ACTUAL_STATE' as const,
      AfterValueFrom: 'TEMPLATE' as const,
      Drift: { PreviousValue: scalarText(after), ActualValue: value },
      AttributeChangeType: value === undefined ? ('Add' as const) : ('Modify' as const),
    };
    return [{ Target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
  });
}

function withDetails(
  change: ResourceChange | undefined,
  { resource, current }: Examinable,
  details: readonly ResourceChangeDetail[],
): ResourceChange {
  const base: ResourceChange = change ?? {
    Action: 'Modify',
    LogicalResourceId: resource.logicalId,
    ResourceType: resource.type,
    PhysicalResourceId: current.physicalId,
    Replacement: 'False',
  };
  return {
    ...base,
    Scope: [...new Set([...(base.Scope ?? []), 'Properties' as const])],
    Details: [...(base.Details ?? []), ...details],
    ResourceDriftStatus: 'MODIFIED',
  };
}
