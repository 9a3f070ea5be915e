import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../model/errors';
import { publishExports } from '../model/exports';
import type { ResourceRecord, Snapshot } from '../model/records';
import { deploymentOf } from './deployment';
import { operationOf } from './forward';
import type { Ledger } from './ledger';
import { alter } from './perform';
import { removeAll, removePhysical, unconfirmed } from './remove';
import { dependents, inOrder } from './schedule';

/** After a successful update: what was replaced or is no longer asked for goes. What cannot be deleted stays behind. */
export async function cleanUp(ledger: Ledger): Promise<void> {
  const { order } = deploymentOf(ledger.context, ledger.uuid).graph;
  await removeAllReplaced(ledger, keepsReplaced);
  const unwanted = ledger.allResources().filter(({ logicalId }) => !order.includes(logicalId));
  const failed = await removeAll(ledger, unwanted, {
    retains: ({ traits }) => traits.deletionPolicy !== 'Delete',
    forget: true,
  });
  for (const name of failed) ledger.forget(name);
  ledger.end('UPDATE_COMPLETE', undefined, { previous: undefined });
}

function keepsReplaced({ traits }: ResourceRecord): boolean {
  return traits.updateReplacePolicy !== 'Delete';
}

/** What was replaced goes as stacks go: what uses a resource before the resource. */
async function removeAllReplaced(
  ledger: Ledger,
  retains: (resource: ResourceRecord) => boolean,
): Promise<void> {
  const byName = new Map(ledger.allResources().map((resource) => [resource.logicalId, resource]));
  const names = [...byName.keys()];
  const users = dependents(names, (name) => byName.get(name)?.dependencies ?? []);
  await inOrder(names, users, async (name) => {
    const resource = byName.get(name);
    if (resource) await removeReplaced(ledger, resource, retains(resource));
  });
}

async function removeReplaced(
  ledger: Ledger,
  resource: ResourceRecord,
  retain: boolean,
): Promise<void> {
  const { replaced, ...rest } = resource;
  if (!replaced) return;
  for (const old of replaced) {
    const { physicalId } = old;
    if (retain) {
      ledger.tell(resource, { status: 'DELETE_SKIPPED', physicalId });
      continue;
    }
    ledger.tell(resource, { status: 'DELETE_IN_PROGRESS', physicalId });
    try {
      await removePhysical(resource.type, old, ledger.context);
      ledger.tell(resource, { status: 'DELETE_COMPLETE', physicalId });
    } catch (error) {
      ledger.tell(resource, { status: 'DELETE_FAILED', reason: reasonOf(error), physicalId });
    }
  }
  ledger.keep(rest);
}

/** Takes back what a failed create or update did. */
export async function rollBack(ledger: Ledger): Promise<void> {
  if (operationOf(ledger).kind !== 'UPDATE' && !ledger.stack.previous) return undoCreate(ledger);
  const failed = await restoreAll(ledger);
  if (failed.length > 0) {
    const names = failed.join(', ');
    return ledger.end(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${names}]. `,
    );
  }
  const { stack } = ledger;
  publishExports(ledger.context, stack, stack.outputs);
  ledger.next('rollbackCleanup', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, {
    source: stack.previous ?? stack.source,
    previous: undefined,
  });
}

async function undoCreate(ledger: Ledger): Promise<void> {
  const failed = await removeAll(ledger, gone(ledger.allResources()), {
    retains: (resource) => retainsNew(resource, ledger),
    forget: false,
  });
  if (failed.length === 0) return ledger.end('ROLLBACK_COMPLETE');
  ledger.end(
    'ROLLBACK_FAILED',
    `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
  );
}

/** Those that are not deleted yet. */
export function gone(resources: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return resources.filter(
    ({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED',
  );
}

/** What was there before the stack is not the stack's to take back. */
function retainsNew({ traits, current, imported }: ResourceRecord, ledger: Ledger): boolean {
  if (current === undefined) return false;
  if (imported) return true;
  return traits.deletionPolicy === 'Retain' && operationOf(ledger).retainExceptOnCreate !== true;
}

async function restoreAll(ledger: Ledger): Promise<readonly string[]> {
  const touched = ledger.allResources().filter((resource) => ledger.touchOf(resource)?.before);
  const byName = new Map(touched.map((resource) => [resource.logicalId, resource]));
  const names = [...byName.keys()];
  const users = dependents(names, (name) => byName.get(name)?.dependencies ?? []);
  return inOrder(names, users, async (name) => {
    const resource = byName.get(name);
    if (resource) await restore(ledger, resource);
  });
}

async function restore(ledger: Ledger, resource: ResourceRecord): Promise<void> {
  const found = ledger.touchOf(resource)?.before;
  const { touched: _, current, replaced: __, generatedName: ___, ...rest } = resource;
  if (!found || !current) return;
  const { actual, ...before } = found;
  const wasTouched =
    resource.status === 'UPDATE_FAILED' ||
    actual !== undefined ||
    !isDeepStrictEqual(current, before.current);
  if (!wasTouched || operationOf(ledger).skip?.includes(resource.logicalId))
    return ledger.keep({ ...rest, ...before });
  const started = ledger.advance(resource, 'UPDATE_IN_PROGRESS');
  try {
    const wanted = actual ? { ...before.current, properties: actual } : before.current;
    const back = await putBack(ledger, started, current, wanted);
    const replaced = madeInstead(resource, before.current);
    const { properties } = before.current;
    const kept = { ...rest, ...before, current: { ...back, properties } };
    ledger.advance(replaced.length > 0 ? { ...kept, replaced } : kept, 'UPDATE_COMPLETE');
  } catch (error) {
    ledger.advance(started, 'UPDATE_FAILED', reasonOf(error));
    throw error;
  }
}

async function putBack(
  ledger: Ledger,
  resource: ResourceRecord,
  current: Snapshot,
  before: Snapshot,
): Promise<Snapshot> {
  if (current.physicalId !== before.physicalId) return before;
  const { context } = ledger;
  return alter(resource, current, before.properties, { context, ledger });
}

/** Physical resources that took, or may have taken, the place of the one that is back. */
function madeInstead(resource: ResourceRecord, before: Snapshot): readonly Snapshot[] {
  const { current, replaced = [] } = resource;
  return [...(current ? [current] : []), ...replaced, ...unconfirmed(resource)].filter(
    ({ physicalId }) => physicalId !== before.physicalId,
  );
}

/** After the old resources are back: those the update created go. */
export async function rollBackCleanUp(ledger: Ledger): Promise<void> {
  await removeAllReplaced(ledger, () => false);
  const fresh = ledger
    .allResources()
    .filter((resource) => ledger.touchOf(resource)?.before === null);
  const failed = await removeAll(ledger, fresh, {
    retains: (resource) => retainsNew(resource, ledger),
    forget: true,
  });
  for (const name of failed) ledger.forget(name);
  ledger.end('UPDATE_ROLLBACK_COMPLETE');
}
