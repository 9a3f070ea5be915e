import { reasonOf } from '../model/errors';
import type { EarlyFailure, OperationRecord, StackRecord } from '../model/records';
import { deploymentOf } from './deployment';
import { publishOutputs } from './finish';
import type { Ledger } from './ledger';
import { bringUp } from './perform';
import { inOrder } from './schedule';

/** Creates and updates everything the template asks for, in dependency order. */
export async function forward(ledger: Ledger): Promise<void> {
  const { kind, invalid } = operationOf(ledger);
  if (invalid) return stop(ledger, invalid);
  let outputs: Pick<StackRecord, 'outputs' | 'imports'>;
  try {
    const deployment = deploymentOf(ledger.context, ledger.uuid);
    const { order, dependencies } = deployment.graph;
    const failed = await inOrder(
      order,
      (name) => dependencies.get(name) ?? [],
      (name) => bringUp(deployment, name),
      () => stopReason(ledger) !== undefined,
    );
    if (failed.length > 0) return fail(ledger, failureOf(ledger, failed));
    const stopped = stopReason(ledger);
    if (stopped !== undefined) return fail(ledger, stopped);
    outputs = publishOutputs(deployment);
  } catch (error) {
    return fail(ledger, reasonOf(error));
  }
  if (kind === 'UPDATE')
    return ledger.next('cleanup', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, outputs);
  ledger.end('CREATE_COMPLETE', undefined, outputs);
}

/** What early validation has found ends the operation as a resource does that fails, before there is any. */
function stop(ledger: Ledger, { faults, reason }: EarlyFailure): void {
  const { id, kind } = operationOf(ledger);
  const { stopped = [] } = ledger.stack;
  const told = faults.map((fault) => ({ ...fault, at: ledger.time() }));
  const type = kind === 'CREATE' ? 'CREATE_STACK' : 'UPDATE_STACK';
  ledger.update({ stopped: [...stopped, { id, type, faults: told }] });
  fail(ledger, reason);
}

/** Why no further resource is begun. One that is being worked on is always brought to its end. */
function stopReason({ stack, context }: Ledger): string | undefined {
  const { operation, timeoutInMinutes } = stack;
  if (operation?.cancelled) return 'User Initiated';
  if (operation?.kind !== 'CREATE' || timeoutInMinutes === undefined) return undefined;
  const elapsed = context.now().getTime() - Date.parse(operation.startedAt);
  return elapsed > timeoutInMinutes * 60_000
    ? 'Stack creation time exceeded the specified timeout.'
    : undefined;
}

function failureOf(ledger: Ledger, failed: readonly string[]): string {
  const created = failed.filter((name) => ledger.resource(name)?.status === 'CREATE_FAILED');
  const [names, verb] = created.length > 0 ? [created, 'create'] : [failed, 'update'];
  return `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `;
}

/** Goes the way the caller chose for a failure. */
export function fail(ledger: Ledger, reason: string): void {
  const { kind, onFailure } = operationOf(ledger);
  const isUpdate = kind === 'UPDATE';
  if (onFailure === 'DO_NOTHING') ledger.end(isUpdate ? 'UPDATE_FAILED' : 'CREATE_FAILED', reason);
  else if (isUpdate) ledger.next('rollback', 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  else if (onFailure === 'DELETE')
    ledger.next('remove', 'DELETE_IN_PROGRESS', `${sentence(reason)} Delete requested by user.`);
  else
    ledger.next(
      'rollback',
      'ROLLBACK_IN_PROGRESS',
      `${sentence(reason)} Rollback requested by user.`,
    );
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed.endsWith('.') ? trimmed : `${trimmed}.`;
}

export function operationOf(ledger: Ledger): OperationRecord {
  const { operation } = ledger.stack;
  if (!operation) throw new Error(`stack ${ledger.uuid} has no operation`);
  return operation;
}
