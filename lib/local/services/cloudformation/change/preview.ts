import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { isObject, type Json, type JsonObject } from '../../../values/json';
import { attributeOf, definitionOf, sourceOf, stackScope, traitsOf } from '../engine/deployment';
import { existingResource } from '../engine/existing';
import { invalid } from '../model/errors';
import { journalOf } from '../model/journal';
import { knownAfterApply } from '../model/known';
import { masked } from '../model/mask';
import { exportsOf, type ResourceRecord, type Source, type StackRecord } from '../model/records';
import { type Graph, graphOf } from '../template/dependencies';
import { evaluate } from '../template/evaluate';
import { referencesIn } from '../template/references';
import { checkRules } from '../template/rules';
import type { ResourceValues, Scope } from '../template/scope';
import { type Comparison, propertyDetails, replacementOf, traitDetails } from './change-details';

export interface Preview {
  readonly scope: Scope;
  readonly graph: Graph;
  readonly changes: readonly ResourceChange[];
  /** Properties of what is there afterwards, by logical id, as far as they are known yet. */
  readonly properties: ReadonlyMap<string, JsonObject>;
}

/**
 * What a source would change in a stack, without changing anything.
 * @throws ServiceError when the template cannot be what it says it is
 */
export function previewOf(
  context: Context,
  stack: Pick<StackRecord, 'id' | 'name' | 'uuid'> & { readonly source?: Source },
  source: Source,
  importExisting = false,
): Preview {
  const existing = new Map(
    journalOf(context, stack.uuid)
      .resources()
      .filter(({ current }) => current !== undefined)
      .map((resource) => [resource.logicalId, resource]),
  );
  const renewed = new Set<string>();
  const values = previewValues(existing, renewed);
  // An export that nobody has fails the operation, not the request.
  const importValue = (name: string) => exportsOf(context).get(name)?.value ?? knownAfterApply;
  const scope = stackScope(context, stack, source, values, importValue);
  const graph = graphOf(scope);
  checkRules(scope);
  refuseNewTypes(scope, graph, existing);
  const changes: ResourceChange[] = [];
  const properties = new Map<string, JsonObject>();
  for (const name of graph.order) {
    const comparison = { renewed, scope, old: stack.source, source };
    const after = previewProperties(name, comparison);
    properties.set(name, after);
    const change = changeOf(name, existing.get(name), after, comparison, context);
    if (!change) continue;
    if (change.Action === 'Add' || change.Replacement !== 'False') renewed.add(name);
    const isTaken = change.Action === 'Add' && importExisting;
    changes.push(isTaken ? orImport(change, after, scope, context) : change);
  }
  const removed = [...existing.values()].filter(
    ({ logicalId }) => !graph.order.includes(logicalId),
  );
  const all = [...removed.map(removal), ...changes];
  return {
    scope,
    graph,
    properties,
    changes: masked(masked(all, source.parameters), stack.source?.parameters ?? {}),
  };
}

function previewValues(
  existing: ReadonlyMap<string, ResourceRecord>,
  renewed: ReadonlySet<string>,
): ResourceValues {
  const known = (name: string) => (renewed.has(name) ? undefined : existing.get(name));
  return {
    ref: (name) => known(name)?.current?.physicalId ?? knownAfterApply,
    attribute: (name, attribute) => {
      const resource = known(name);
      return resource ? attributeOf(resource, attribute) : knownAfterApply;
    },
  };
}

function refuseNewTypes(
  scope: Scope,
  { order }: Graph,
  existing: ReadonlyMap<string, ResourceRecord>,
): void {
  const changed = order.filter((name) => {
    const known = existing.get(name);
    return known && known.type !== definitionOf(scope, name).Type;
  });
  if (changed.length > 0)
    throw invalid(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
    );
}

function changeOf(
  name: string,
  known: ResourceRecord | undefined,
  properties: JsonObject,
  comparison: Comparison,
  context: Context,
): ResourceChange | undefined {
  const { scope } = comparison;
  const definition = definitionOf(scope, name);
  const traits = traitsOf(name, scope);
  const base = { LogicalResourceId: name, ResourceType: definition.Type };
  const AfterContext = JSON.stringify({ Properties: properties });
  if (!known?.current) return { ...base, Action: 'Add', Scope: [], Details: [], AfterContext };
  const details = [
    ...propertyDetails(
      definition,
      context.resourceType(definition.Type),
      known.current.properties,
      properties,
      comparison,
    ),
    ...traitDetails(known, traits),
  ];
  if (details.length === 0) return undefined;
  return {
    ...base,
    Action: 'Modify',
    PhysicalResourceId: known.current.physicalId,
    Replacement: replacementOf(details),
    Scope: [...new Set(details.flatMap(({ Target }) => Target?.Attribute ?? []))],
    Details: details,
    BeforeContext: JSON.stringify({ Properties: known.current.properties }),
    AfterContext,
  };
}

/** The addition, or the import of what is there already under its name. */
function orImport(
  change: ResourceChange,
  properties: JsonObject,
  scope: Scope,
  context: Context,
): ResourceChange {
  const definition = definitionOf(scope, change.LogicalResourceId ?? '');
  const found = existingResource(definition, properties, context);
  return found ? { ...change, Action: 'Import', PhysicalResourceId: found.physicalId } : change;
}

function removal(resource: ResourceRecord): ResourceChange {
  const { logicalId, type, current, traits } = resource;
  return {
    LogicalResourceId: logicalId,
    ResourceType: type,
    Action: 'Remove',
    PolicyAction: traits.deletionPolicy === 'Delete' ? 'Delete' : 'Retain',
    PhysicalResourceId: current?.physicalId,
    Scope: [],
    Details: [],
    BeforeContext: JSON.stringify({ Properties: current?.properties }),
  };
}

function previewProperties(name: string, { scope, renewed }: Comparison): JsonObject {
  const source = sourceOf(name, scope);
  const wrapped = Object.entries(source).map(([key, value]): [string, Json] => {
    try {
      return [key, evaluate({ [key]: value, '': null }, scope)];
    } catch (error) {
      // Such as Fn::Select from a list that is not known yet.
      if (referencesIn(value, scope).some((reference) => renewed.has(reference.name)))
        return [key, { [key]: knownAfterApply }];
      throw error;
    }
  });
  const entries = wrapped.flatMap(([key, value]) =>
    Object.entries(isObject(value) ? value : {}).filter(([inner]) => inner === key),
  );
  return Object.fromEntries(entries);
}
