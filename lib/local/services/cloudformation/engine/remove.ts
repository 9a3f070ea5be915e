import type { ResourceStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { reasonOf } from '../model/errors';
import { demandHandlerRights } from '../model/handler-rights';
import type { ResourceRecord, Snapshot } from '../model/records';
import { withScalars } from '../model/scalars';
import type { Ledger } from './ledger';
import { dependents, inOrder } from './schedule';
import { resourceType } from './type';

export interface RemoveOptions {
  /** True where the resource's policy says that it stays. */
  readonly retains: (resource: ResourceRecord) => boolean;
  /** What becomes of the record of a resource that is gone. */
  readonly forget: boolean;
}

/**
 * Deletes resources, each after those that depend on it.
 * @returns the logical ids that could not be deleted
 */
export async function removeAll(
  ledger: Ledger,
  resources: readonly ResourceRecord[],
  options: RemoveOptions,
): Promise<readonly string[]> {
  const byName = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const names = [...byName.keys()];
  const users = dependents(names, (name) => byName.get(name)?.dependencies ?? []);
  const failed: string[] = [];
  await inOrder(names, users, async (name) => {
    const resource = byName.get(name);
    if (resource && !(await removeOne(ledger, resource, options))) failed.push(name);
  });
  return failed;
}

/** @returns false when it could not be deleted; the reason is in the record and its event */
async function removeOne(
  ledger: Ledger,
  resource: ResourceRecord,
  { retains, forget }: RemoveOptions,
): Promise<boolean> {
  const status: ResourceStatus = retains(resource) ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE';
  if (status === 'DELETE_COMPLETE') {
    const started = ledger.advance(resource, 'DELETE_IN_PROGRESS');
    try {
      for (const snapshot of physicalOnes(started))
        await removePhysical(started.type, snapshot, ledger.context);
    } catch (error) {
      ledger.advance(started, 'DELETE_FAILED', reasonOf(error));
      return false;
    }
  }
  const { replaced: _, generatedName: __, ...rest } = resource;
  ledger.advance(rest, status);
  if (forget) ledger.forget(resource.logicalId);
  return true;
}

function physicalOnes(resource: ResourceRecord): readonly Snapshot[] {
  const { current, replaced = [] } = resource;
  return [...(current ? [current] : unconfirmed(resource)), ...replaced];
}

/**
 * What may stand under a name that was handed out when nobody learned how that ended: whether or not it was used,
 * nobody else can have it. Some types make it lower case.
 */
export function unconfirmed({ generatedName }: ResourceRecord): readonly Snapshot[] {
  if (generatedName === undefined) return [];
  return [...new Set([generatedName, generatedName.toLowerCase()])].map((physicalId) => ({
    physicalId,
    properties: {},
    attributes: {},
  }));
}

export async function removePhysical(
  type: string,
  { physicalId, properties }: Snapshot,
  context: Context,
): Promise<void> {
  demandHandlerRights({ type, verb: 'delete', properties, physicalId, madeUp: '' }, context);
  const known = resourceType(type, context);
  await known.delete(physicalId, withScalars(properties, known), context);
}
