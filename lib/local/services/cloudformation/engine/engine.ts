import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { reasonOf } from '../model/errors';
import { keyOf } from '../model/find';
import {
  changeSetsOf,
  type OperationRecord,
  type Phase,
  type Source,
  type StackRecord,
  stacksOf,
} from '../model/records';
import { onBehalfOf } from '../model/role';
import { track } from '../model/track';
import { forward } from './forward';
import { Ledger } from './ledger';
import { removeStack } from './remove-stack';
import { cleanUp, rollBack, rollBackCleanUp } from './rollback';

/** Each moves the stack to the phase that follows, or ends the operation. */
const phases: Readonly<Record<Phase, (ledger: Ledger) => Promise<void>>> = {
  forward,
  cleanup: cleanUp,
  rollback: rollBack,
  rollbackCleanup: rollBackCleanUp,
  remove: removeStack,
};

const firstStatus: Readonly<Record<OperationRecord['kind'], StackStatus>> = {
  CREATE: 'CREATE_IN_PROGRESS',
  UPDATE: 'UPDATE_IN_PROGRESS',
  DELETE: 'DELETE_IN_PROGRESS',
  ROLLBACK: 'ROLLBACK_IN_PROGRESS',
};

export interface Start {
  readonly operation: Omit<OperationRecord, 'id' | 'startedAt' | 'caller'>;
  /** What the stack is to become; absent when the operation brings nothing new. */
  readonly source?: Source;
  readonly status?: StackStatus;
  readonly change?: Partial<StackRecord>;
}

/** Begins an operation on a stack; the rest happens as `context.work`. @returns the operation's id */
export function start(context: Context, uuid: string, begin: Start): string {
  const { operation, source } = begin;
  const stack = stacksOf(context).get(uuid);
  const roleArn = (source ?? stack?.source)?.roleArn;
  const ledger = new Ledger(onBehalfOf(roleArn, stack?.id ?? '', context), uuid);
  const id = context.newId();
  outdateChangeSets(ledger);
  ledger.update({
    ...begin.change,
    operation: {
      ...operation,
      id,
      startedAt: context.now().toISOString(),
      caller: ledger.context.caller,
    },
    ...(ledger.stack.previous === undefined && { transaction: id }),
    ...(source && { source }),
  });
  ledger.enter(begin.status ?? firstStatus[operation.kind], 'User Initiated');
  context.work(track(context, uuid, run(ledger)));
  return id;
}

/** What was previewed of a stack is not what an execution would do, once the stack has changed. */
function outdateChangeSets({ context, stack }: Ledger): void {
  const records = changeSetsOf(context);
  for (const changeSet of records.list())
    if (changeSet.stackId === stack.id && changeSet.execution === 'AVAILABLE')
      records.put(keyOf(changeSet.id), { ...changeSet, execution: 'OBSOLETE' });
}

/** Runs the phases of a stack's operation from the one it is in to the end. */
export async function run(ledger: Ledger): Promise<void> {
  // The caller is answered first.
  await new Promise(setImmediate);
  for (let phase = phaseOf(ledger); phase; phase = phaseOf(ledger)) {
    await phases[phase](ledger).catch((error) => giveUp(ledger, error));
  }
}

function phaseOf(ledger: Ledger): Phase | undefined {
  return ledger.stack.operation?.phase;
}

/** An error outside any resource (a bug of ours, a full disk): say so rather than leave the stack in progress. */
function giveUp(ledger: Ledger, error: unknown): void {
  const { status } = ledger.stack;
  const failed = status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_FAILED') as StackStatus;
  ledger.end(failed, reasonOf(error));
}
