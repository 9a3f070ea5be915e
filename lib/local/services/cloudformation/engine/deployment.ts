import type { Context } from '../../../base/context';
import { isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import { exportValue } from '../model/exports';
import type { Policy, ResourceRecord, Source, StackRecord, Traits } from '../model/records';
import { type Graph, graphOf } from '../template/dependencies';
import { evaluate } from '../template/evaluate';
import { chosenBranch } from '../template/functions';
import { readTemplate } from '../template/read';
import { type ResourceValues, type Scope, unresolved } from '../template/scope';
import { scopeOf } from '../template/scopes';
import type { ResourceDefinition } from '../template/template';
import { Ledger } from './ledger';

/** A stack on its way to what its source asks for: the parsed template, and the resources as they are now. */
export interface Deployment {
  readonly context: Context;
  readonly ledger: Ledger;
  readonly scope: Scope;
  readonly graph: Graph;
  /** Names of exports that were read while evaluating. */
  readonly imports: Set<string>;
}

export function deploymentOf(context: Context, uuid: string): Deployment {
  const ledger = new Ledger(context, uuid);
  const imports = new Set<string>();
  const importValue = (name: string) => {
    imports.add(name);
    return exportValue(context, name);
  };
  const { stack } = ledger;
  const scope = stackScope(context, stack, stack.source, liveValues(ledger), importValue);
  return { context, ledger, scope, graph: graphOf(scope), imports };
}

/** The scope of a source in a stack. */
export function stackScope(
  context: Context,
  stack: Pick<StackRecord, 'id' | 'name'>,
  source: Source,
  values: ResourceValues,
  importValue: (name: string) => string,
): Scope {
  const identity = {
    account: context.account,
    region: context.region,
    stackName: stack.name,
    stackId: stack.id,
    notificationArns: source.notificationArns,
  };
  return scopeOf(readTemplate(source.template), source.parameters, identity, values, importValue);
}

function liveValues(ledger: Ledger): ResourceValues {
  return {
    ref: (logicalId) => {
      const current = ledger.resource(logicalId)?.current;
      if (!current) throw unresolved(logicalId, 'Resources');
      return current.physicalId;
    },
    attribute: (logicalId, name) => {
      const resource = ledger.resource(logicalId);
      if (!resource?.current) throw unresolved(logicalId, 'Resources');
      return attributeOf(resource, name);
    },
  };
}

/** @throws ServiceError when the resource type has no such attribute */
export function attributeOf({ logicalId, current }: ResourceRecord, name: string): Json {
  const value = current?.attributes[name];
  if (value === undefined)
    throw invalid(
      `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
    );
  return value;
}

export function definitionOf({ template }: Scope, logicalId: string): ResourceDefinition {
  const definition = template.resources[logicalId];
  if (!definition) throw unresolved(logicalId, 'Resources');
  return definition;
}

/** A resource's properties, not evaluated; all of them at once may be chosen by `Fn::If`, or be `AWS::NoValue`. */
export function sourceOf(logicalId: string, scope: Scope): JsonObject {
  let source: Json = definitionOf(scope, logicalId).Properties ?? {};
  while (isObject(source) && Object.keys(source).length === 1 && source['Fn::If'] !== undefined)
    source = chosenBranch(source['Fn::If'], scope);
  return isObject(source) && source.Ref !== 'AWS::NoValue' ? source : {};
}

export function propertiesOf(logicalId: string, scope: Scope): JsonObject {
  const properties = evaluate(sourceOf(logicalId, scope), scope);
  return isObject(properties) ? properties : {};
}

export function traitsOf(logicalId: string, scope: Scope): Traits {
  const { DeletionPolicy, UpdateReplacePolicy, Metadata } = definitionOf(scope, logicalId);
  return {
    deletionPolicy: policyOf(DeletionPolicy, 'DeletionPolicy', logicalId, scope),
    updateReplacePolicy: policyOf(UpdateReplacePolicy, 'UpdateReplacePolicy', logicalId, scope),
    ...(Metadata && { metadata: evaluate(Metadata, scope) }),
  };
}

const policies: readonly Policy[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

function policyOf(
  value: Json | undefined,
  attribute: string,
  logicalId: string,
  scope: Scope,
): Policy {
  const policy = value === undefined ? 'Delete' : evaluate(value, scope);
  if (policy === 'Snapshot')
    throw invalid(
      `${attribute} Snapshot (resource ${logicalId}) is not implemented by this emulator`,
    );
  const known = policies.find((one) => one === policy);
  if (!known)
    throw invalid(
      `Template format error: Unrecognized ${attribute} ${JSON.stringify(policy)} for resource ${logicalId}`,
    );
  return known;
}
