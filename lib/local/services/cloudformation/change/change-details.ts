import { isDeepStrictEqual } from 'node:util';
import type { ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { ResourceType } from '../../../base/context';
import type { Json, JsonObject } from '../../../values/json';
import { differenceOf } from '../engine/diff';
import type { ResourceRecord, Source } from '../model/records';
import { scalarText } from '../template/parse';
import { type Reference, referencesIn } from '../template/references';
import type { Scope } from '../template/scope';
import type { ResourceDefinition } from '../template/template';

/** What a change set compares a resource's new properties with. */
export interface Comparison {
  readonly scope: Scope;
  /** Resources that will be made anew, so that what refers to them is not known yet. */
  readonly renewed: ReadonlySet<string>;
  readonly old: Source | undefined;
  readonly source: Source;
}

/** One detail for every property that differs and every reason it does. */
export function propertyDetails(
  { Properties = {} }: ResourceDefinition,
  type: ResourceType | undefined,
  before: JsonObject,
  after: JsonObject,
  { scope, renewed, old, source }: Comparison,
): readonly ResourceChangeDetail[] {
  const { properties, replacing } = differenceOf(type, before, after);
  return properties.flatMap((property) => {
    const references = referencesIn(Properties[property] ?? null, scope);
    const dynamic = references.filter((reference) => renewed.has(reference.name));
    const Target = {
      Attribute: 'Properties' as const,
      Name: property,
      Path: `/Properties/${property}`,
      RequiresRecreation: recreation(replacing.includes(property), dynamic.length > 0),
      ...(before[property] !== undefined && { BeforeValue: scalarText(before[property]) }),
      ...(after[property] !== undefined && { AfterValue: scalarText(after[property]) }),
      AttributeChangeType: changeType(before[property], after[property]),
    };
    const changed = references.filter(({ name: n }) => parameterChanged(n, old, source));
    return causesOf(dynamic, changed).map((cause) => ({ Target, ...cause }));
  });
}

function recreation(isReplacing: boolean, isDynamic: boolean) {
  if (!isReplacing) return 'Never' as const;
  return isDynamic ? ('Conditionally' as const) : ('Always' as const);
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

export function traitDetails(
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

export function replacementOf(
  details: readonly ResourceChangeDetail[],
): 'True' | 'Conditional' | 'False' {
  const recreations = details.map(({ Target }) => Target?.RequiresRecreation);
  if (recreations.includes('Always')) return 'True';
  return recreations.includes('Conditionally') ? 'Conditional' : 'False';
}
