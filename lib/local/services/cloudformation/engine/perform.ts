import type { Context, ResourceRequest, ResourceState, ResourceType } from '../../../base/context';
import type { JsonObject } from '../../../values/json';
import { actualState, canBeRead } from '../model/actual';
import { reasonOf } from '../model/errors';
import { demandHandlerRights } from '../model/handler-rights';
import type { ResourceRecord, Snapshot, Touch } from '../model/records';
import { withScalars } from '../model/scalars';
import { type Deployment, definitionOf, propertiesOf, traitsOf } from './deployment';
import { differenceOf } from './diff';
import { withDynamicReferences } from './dynamic';
import { existingResource } from './existing';
import type { Ledger } from './ledger';
import { physicalName } from './names';
import { checkProperties, resourceType } from './type';

export const replacementReason =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/** Brings one resource to what the template asks for: creates, updates, replaces, or leaves it alone. */
export async function bringUp(deployment: Deployment, logicalId: string): Promise<void> {
  const { ledger, scope, graph } = deployment;
  const definition = definitionOf(scope, logicalId);
  const known = ledger.resource(logicalId);
  const base = {
    logicalId,
    type: definition.Type,
    dependencies: graph.dependencies.get(logicalId) ?? [],
  };
  if (known?.current) return change({ ...known, ...base }, known.current, deployment);
  const fresh: ResourceRecord = {
    ...base,
    status: 'CREATE_IN_PROGRESS',
    at: '',
    traits: { deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' },
    touched: { transaction: transactionOf(ledger), before: null },
  };
  const started = ledger.advance(fresh, 'CREATE_IN_PROGRESS');
  await orFail(ledger, logicalId, 'CREATE_FAILED', () => create(started, deployment));
}

async function create(resource: ResourceRecord, deployment: Deployment): Promise<void> {
  const { ledger, scope, context } = deployment;
  const properties = propertiesOf(resource.logicalId, scope);
  const found =
    ledger.stack.operation?.importExisting &&
    existingResource(definitionOf(scope, resource.logicalId), properties, context);
  if (found) return adopt(resource, snapshot(found, properties), deployment);
  const current = await make(resource, properties, deployment);
  const made = { ...resource, traits: traitsOf(resource.logicalId, scope), current };
  ledger.advance(made, 'CREATE_COMPLETE', undefined, [
    { status: 'CREATE_IN_PROGRESS', reason: 'Resource creation Initiated' },
  ]);
}

/** Takes over what is there already, and brings it to what the template asks for. */
async function adopt(
  resource: ResourceRecord,
  found: Snapshot,
  deployment: Deployment,
): Promise<void> {
  const { ledger, scope } = deployment;
  const traits = traitsOf(resource.logicalId, scope);
  const taken = { ...resource, traits, current: found, imported: true };
  const started = ledger.advance(taken, 'IMPORT_IN_PROGRESS', 'Resource import started.');
  const current = await alter(started, found, found.properties, deployment);
  ledger.advance({ ...started, current }, 'IMPORT_COMPLETE', 'Resource import completed.');
}

async function change(
  resource: ResourceRecord,
  current: Snapshot,
  deployment: Deployment,
): Promise<void> {
  const { ledger, scope, context } = deployment;
  const { logicalId, traits: old } = resource;
  const touched: Touch = ledger.touchOf(resource) ?? {
    transaction: transactionOf(ledger),
    before: { current, traits: old },
  };
  await orFail(ledger, logicalId, 'UPDATE_FAILED', async () => {
    const properties = propertiesOf(logicalId, scope);
    const traits = traitsOf(logicalId, scope);
    const type = resourceType(resource.type, context);
    const { properties: changed, replacing } = differenceOf(type, current.properties, properties);
    const actual = await actualOf(resource, current, deployment);
    const next = { ...resource, traits, touched: withActual(touched, actual) };
    if (changed.length === 0 && !actual) return keepIfDifferent(ledger, next);
    if (replacing.length > 0) return replace(next, current, properties, deployment);
    const found = actual ? { ...current, properties: actual } : current;
    return updateInPlace(next, found, properties, deployment);
  });
}

/** What a resource is in the account, if it is to become again what the stack made of it; undefined for all others. */
async function actualOf(
  resource: ResourceRecord,
  current: Snapshot,
  { ledger, context }: Deployment,
): Promise<JsonObject | undefined> {
  const type = resourceType(resource.type, context);
  if (!ledger.stack.operation?.reverts?.includes(resource.logicalId) || !canBeRead(type))
    return undefined;
  const { actual } = await actualState(current, type, context);
  return actual && { ...current.properties, ...actual };
}

/** Going back leads to what was in the account before, and not to what the stack had made of it. */
function withActual(touched: Touch, actual: JsonObject | undefined): Touch {
  const { before } = touched;
  if (!actual || !before || before.actual) return touched;
  return { ...touched, before: { ...before, actual } };
}

/** An update that leaves a resource alone writes nothing about it. */
function keepIfDifferent(ledger: Ledger, next: ResourceRecord): void {
  const { touched: _, ...now } = ledger.resource(next.logicalId) ?? next;
  const { touched: __, ...then } = next;
  if (JSON.stringify(now) !== JSON.stringify(then)) ledger.keep(next);
}

function transactionOf({ stack }: Ledger): string {
  return stack.transaction ?? '';
}

async function replace(
  resource: ResourceRecord,
  old: Snapshot,
  properties: JsonObject,
  deployment: Deployment,
): Promise<void> {
  const { ledger } = deployment;
  const started = ledger.advance(resource, 'UPDATE_IN_PROGRESS', replacementReason);
  const current = await make(started, properties, deployment);
  const replaced = { ...started, current, replaced: [...(resource.replaced ?? []), old] };
  ledger.advance(replaced, 'UPDATE_COMPLETE', undefined, [
    { status: 'UPDATE_IN_PROGRESS', reason: 'Resource creation Initiated' },
  ]);
}

async function updateInPlace(
  resource: ResourceRecord,
  current: Snapshot,
  properties: JsonObject,
  deployment: Deployment,
): Promise<void> {
  const { ledger } = deployment;
  const started = ledger.advance(resource, 'UPDATE_IN_PROGRESS');
  const next = await alter(started, current, properties, deployment);
  ledger.advance({ ...started, current: next }, 'UPDATE_COMPLETE');
}

/** Asks the type for a new physical resource. */
async function make(
  resource: ResourceRecord,
  properties: JsonObject,
  deployment: Pick<Deployment, 'context' | 'ledger'>,
): Promise<Snapshot> {
  const { context } = deployment;
  const type = resourceType(resource.type, context);
  checkProperties(resource.type, type, properties);
  demandHandlerRights(
    { type: resource.type, verb: 'create', properties, madeUp: madeUpName(resource, deployment) },
    context,
  );
  const request = requestOf(resource, await handOver(properties, type, context), deployment);
  return snapshot(await type.create(request, context), properties);
}

/** Asks the type to change a physical resource in place. */
export async function alter(
  resource: ResourceRecord,
  current: Snapshot,
  properties: JsonObject,
  deployment: Pick<Deployment, 'context' | 'ledger'>,
): Promise<Snapshot> {
  const { context } = deployment;
  const type = resourceType(resource.type, context);
  checkProperties(resource.type, type, properties);
  demandHandlerRights(
    {
      type: resource.type,
      verb: 'update',
      properties,
      before: current.properties,
      physicalId: current.physicalId,
      madeUp: madeUpName(resource, deployment),
    },
    context,
  );
  const request = requestOf(resource, await handOver(properties, type, context), deployment);
  const before = withScalars(current.properties, type);
  return snapshot(await type.update(current.physicalId, request, before, context), properties);
}

/** Evaluated properties as a resource type gets them. */
async function handOver(
  properties: JsonObject,
  type: ResourceType,
  context: Context,
): Promise<JsonObject> {
  return withScalars(await withDynamicReferences(properties, context), type);
}

function requestOf(
  resource: ResourceRecord,
  properties: JsonObject,
  { context, ledger }: Pick<Deployment, 'context' | 'ledger'>,
): ResourceRequest {
  const { name, id } = ledger.stack;
  const seed = context.newId();
  return {
    stackName: name,
    stackId: id,
    logicalId: resource.logicalId,
    properties,
    physicalName: (maxLength) => {
      const generatedName = physicalName(name, resource.logicalId, seed, maxLength);
      ledger.keep({ ...(ledger.resource(resource.logicalId) ?? resource), generatedName });
      return generatedName;
    },
  };
}

/** How the default name of a resource begins. */
function madeUpName({ logicalId }: ResourceRecord, { ledger }: Pick<Deployment, 'ledger'>): string {
  return `${ledger.stack.name}-${logicalId}-`;
}

function snapshot({ physicalId, attributes }: ResourceState, properties: JsonObject): Snapshot {
  return { physicalId, attributes, properties };
}

/** Runs a step; when it throws, the resource is marked failed with the reason, and the step still throws. */
async function orFail(
  ledger: Ledger,
  logicalId: string,
  status: 'CREATE_FAILED' | 'UPDATE_FAILED',
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    const resource = ledger.resource(logicalId);
    if (resource) ledger.advance(resource, status, reasonOf(error));
    throw error;
  }
}
