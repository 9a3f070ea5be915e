import type { Context } from '../../service';
import { start } from './engine/engine';
import type { FailurePolicy, Source, StackRecord } from './records';

/** A stack that has nothing yet. */
export function newStack(context: Context, name: string, source: Source): StackRecord {
  const uuid = context.newId();
  return {
    id: `arn:aws:cloudformation:${context.region}:${context.account}:stack/${name}/${uuid}`,
    uuid,
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: context.now().toISOString(),
    terminationProtection: false,
    disableRollback: false,
    source,
    outputs: [],
    imports: [],
  };
}

export function tokenOf({ ClientRequestToken }: { ClientRequestToken?: string | undefined }) {
  return ClientRequestToken === undefined ? {} : { token: ClientRequestToken };
}

/** Begins an update; the source before it is kept for going back. */
export function startUpdate(
  context: Context,
  stack: StackRecord,
  source: Source,
  options: { onFailure: FailurePolicy; token?: string; retainExceptOnCreate: boolean },
  change: Partial<StackRecord> = {},
): void {
  start(context, stack.uuid, {
    operation: { kind: 'UPDATE', phase: 'forward', ...options },
    source,
    change: {
      ...change,
      previous: stack.previous ?? stack.source,
      updatedAt: context.now().toISOString(),
    },
  });
}
