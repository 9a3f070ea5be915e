import type { Context } from '../../../base/context';
import { invalid } from './errors';
import { exportsOf, type StackOutput, type StackRecord, stacksOf } from './records';

/** @throws ServiceError when no stack of the account and region exports that name */
export function exportValue(context: Context, name: string): string {
  const found = exportsOf(context).get(name);
  if (!found) throw invalid(`No export named ${name} found.`);
  return found.value;
}

/** Names of the stacks that import an export. */
export function importersOf(context: Context, name: string): readonly string[] {
  return stacksOf(context)
    .list()
    .filter(({ status, imports }) => status !== 'DELETE_COMPLETE' && imports.includes(name))
    .map((stack) => stack.name);
}

/**
 * Replaces a stack's exports by those among its new outputs.
 * @throws ServiceError, with nothing changed, when another stack has the name or uses what would go or change
 */
export function publishExports(
  context: Context,
  stack: StackRecord,
  outputs: readonly StackOutput[],
): void {
  const records = exportsOf(context);
  const next = new Map(outputs.flatMap((o) => (o.exportName ? [[o.exportName, o.value]] : [])));
  for (const name of next.keys()) {
    const owner = records.get(name)?.stackId;
    if (owner !== undefined && owner !== stack.id)
      throw invalid(`Export with name ${name} is already exported by stack ${nameIn(owner)}`);
  }
  const own = records.list().filter(({ stackId }) => stackId === stack.id);
  for (const { name, value } of own) {
    const users = next.get(name) === value ? [] : importersOf(context, name);
    if (users.length > 0)
      throw invalid(
        `Export ${name} cannot be ${next.has(name) ? 'updated' : 'deleted'} as it is in use by ${users.join(' and ')}`,
      );
  }
  for (const { name } of own) if (!next.has(name)) records.delete(name);
  for (const [name, value] of next) records.put(name, { name, value, stackId: stack.id });
}

/** `arn:…:stack/<name>/<uuid>` */
export function nameIn(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}
