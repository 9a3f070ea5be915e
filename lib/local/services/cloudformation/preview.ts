import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../service';
import { attributeOf, definitionOf, stackScope, traitsOf } from './engine/deployment';
import { differenceOf } from './engine/diff';
import { validationError } from './errors';
import {
  exportsOf,
  type ResourceRecord,
  resourcesOf,
  type Source,
  type StackRecord,
} from './records';
import { type Graph, graphOf } from './template/dependencies';
import { evaluate } from './template/evaluate';
import type { Json, JsonObject } from './template/parse';
import { type Reference, referencesIn } from './template/references';
import { checkRules } from './template/rules';
import type { ResourceValues, Scope } from './template/scope';

/** What AWS shows for a value that only exists once the change set has been executed. */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

export interface Preview {
  readonly scope: Scope;
  readonly graph: Graph;
  readonly changes: readonly ResourceChange[];
}

/**
 * What a source would change in a stack, without changing anything.
 * @throws ServiceError when the template cannot be what it says it is
 */
export function previewOf(
  context: Context,
  stack: Pick<StackRecord, 'id' | 'name' | 'uuid'> & { readonly source?: Source },
  source: Source,
): Preview {
  const existing = new Map(
    resourcesOf(context, stack.uuid)
      .list()
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
  for (const name of graph.order) {
    const change = changeOf(name, { context, existing, renewed, scope, old: stack.source, source });
    if (!change) continue;
    if (change.Action === 'Add' || change.Replacement !== 'False') renewed.add(name);
    changes.push(change);
  }
  const removed = [...existing.values()].filter(
    ({ logicalId }) => !graph.order.includes(logicalId),
  );
  return { scope, graph, changes: [...removed.map(removal), ...changes] };
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
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
    );
}

interface Comparison {
  readonly context: Context;
  readonly existing: ReadonlyMap<string, ResourceRecord>;
  readonly renewed: ReadonlySet<string>;
  readonly scope: Scope;
  readonly old: Source | undefined;
  readonly source: Source;
}

function changeOf(name: string, comparison: Comparison): ResourceChange | undefined {
  const { existing, scope } = comparison;
  const known = existing.get(name);
  const properties = previewProperties(name, comparison);
  const traits = traitsOf(name, scope);
  const base = { LogicalResourceId: name, ResourceType: definitionOf(scope, name).Type };
  const AfterContext = JSON.stringify({ Properties: properties });
  if (!known?.current) return { ...base, Action: 'Add', Scope: [], Details: [], AfterContext };
  const details = [
    ...propertyDetails(name, known.current.properties as JsonObject, properties, comparison),
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
  const source = definitionOf(scope, name).Properties ?? {};
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
    Object.entries(value as JsonObject).filter(([inner]) => inner === key),
  );
  return Object.fromEntries(entries);
}

function propertyDetails(
  name: string,
  before: JsonObject,
  after: JsonObject,
  { context, scope, renewed, old, source }: Comparison,
): readonly ResourceChangeDetail[] {
  const { Type, Properties = {} } = definitionOf(scope, name);
  const { properties, replacing } = differenceOf(context.resourceType(Type), before, after);
  return properties.flatMap((property) => {
    const references = referencesIn(Properties[property] ?? null, scope);
    const dynamic = references.filter((reference) => renewed.has(reference.name));
    const Target = {
      Attribute: 'Properties' as const,
      Name: property,
      Path: `/Properties/${property}`,
      RequiresRecreation: !replacing.includes(property)
        ? ('Never' as const)
        : dynamic.length > 0
          ? ('Conditionally' as const)
          : ('Always' as const),
      ...(before[property] !== undefined && { BeforeValue: asText(before[property]) }),
      ...(after[property] !== undefined && { AfterValue: asText(after[property]) }),
      AttributeChangeType: changeType(before[property], after[property]),
    };
    const changed = references.filter(({ name: n }) => parameterChanged(n, old, source));
    return causesOf(dynamic, changed).map((cause) => ({ Target, ...cause }));
  });
}

function causesOf(
  dynamic: readonly Reference[],
  parameters: readonly Reference[],
): readonly Omit<ResourceChangeDetail, 'Target'>[] {
  const causes = [
    ...dynamic.map(({ name, attribute }) => ({
      Evaluation: 'Dynamic' as const,
      ChangeSource:
        attribute === undefined ? ('ResourceReference' as const) : ('ResourceAttribute' as const),
      CausingEntity: attribute === undefined ? name : `${name}.${attribute}`,
    })),
    ...parameters.map(({ name }) => ({
      Evaluation: 'Static' as const,
      ChangeSource: 'ParameterReference' as const,
      CausingEntity: name,
    })),
  ];
  return causes.length > 0
    ? causes
    : [{ Evaluation: 'Static', ChangeSource: 'DirectModification' }];
}

function parameterChanged(name: string, old: Source | undefined, source: Source): boolean {
  const after = source.parameters[name];
  return after !== undefined && !isDeepStrictEqual({ ...old?.parameters[name] }, { ...after });
}

function changeType(before: Json | undefined, after: Json | undefined) {
  if (before === undefined) return 'Add' as const;
  return after === undefined ? ('Remove' as const) : ('Modify' as const);
}

function asText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function traitDetails(
  { traits: before }: ResourceRecord,
  after: ResourceRecord['traits'],
): readonly ResourceChangeDetail[] {
  const attributes = [
    ['DeletionPolicy', before.deletionPolicy, after.deletionPolicy],
    ['UpdateReplacePolicy', before.updateReplacePolicy, after.updateReplacePolicy],
    ['Metadata', before.metadata ?? null, after.metadata ?? null],
  ] as const;
  return attributes
    .filter(([, old, next]) => JSON.stringify(old) !== JSON.stringify(next))
    .map(([Attribute]) => ({
      Target: { Attribute, RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    }));
}

function replacementOf(details: readonly ResourceChangeDetail[]): 'True' | 'Conditional' | 'False' {
  const recreations = details.map(({ Target }) => Target?.RequiresRecreation);
  if (recreations.includes('Always')) return 'True';
  return recreations.includes('Conditionally') ? 'Conditional' : 'False';
}
