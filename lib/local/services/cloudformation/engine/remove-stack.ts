import { importersOf } from '../model/exports';
import { keyOf } from '../model/find';
import { changeSetsOf, exportsOf } from '../model/records';
import { operationOf } from './forward';
import type { Ledger } from './ledger';
import { removeAll } from './remove';
import { gone } from './rollback';

/** Deletes a stack's resources in reverse order, except those that are to be retained. */
export async function removeStack(ledger: Ledger): Promise<void> {
  const { skip = [], force } = operationOf(ledger);
  const inUse = exportsInUse(ledger);
  if (inUse !== undefined) return ledger.end('DELETE_FAILED', inUse);
  const failed = await removeAll(ledger, gone(ledger.allResources()), {
    retains: ({ logicalId, traits, current }) =>
      skip.includes(logicalId) || (current !== undefined && traits.deletionPolicy !== 'Delete'),
    forget: false,
  });
  if (failed.length > 0 && !force) {
    const names = failed.join(', ');
    return ledger.end('DELETE_FAILED', `The following resource(s) failed to delete: [${names}]. `);
  }
  const records = exportsOf(ledger.context);
  for (const { name, stackId } of records.list())
    if (stackId === ledger.stack.id) records.delete(name);
  for (const { id, stackId } of changeSetsOf(ledger.context).list())
    if (stackId === ledger.stack.id) changeSetsOf(ledger.context).delete(keyOf(id));
  const deletedAt = ledger.context.now().toISOString();
  ledger.end('DELETE_COMPLETE', undefined, { deletedAt, imports: [] });
}

function exportsInUse({ context, stack }: Ledger): string | undefined {
  for (const { name, stackId } of exportsOf(context).list()) {
    const users = stackId === stack.id ? importersOf(context, name) : [];
    if (users.length > 0)
      return `Delete canceled. Cannot delete export ${name} as it is in use by ${users.join(' and ')}.`;
  }
  return undefined;
}
