import type { DeploymentConfig } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { start } from '../engine/engine';
import { invalid } from '../model/errors';
import type { EarlyFailure, FailurePolicy, Source, StackRecord } from '../model/records';

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

/** What to do when a resource fails, from the several ways there are to say it. */
export function failurePolicy(input: {
  OnFailure?: FailurePolicy | undefined;
  DisableRollback?: boolean | undefined;
  DeploymentConfig?: DeploymentConfig | undefined;
}): FailurePolicy {
  const { OnFailure, DisableRollback, DeploymentConfig } = input;
  if (DisableRollback !== undefined && OnFailure !== undefined)
    throw invalid('You can specify either DisableRollback or OnFailure, but not both.');
  const isDisabled = DisableRollback ?? DeploymentConfig?.DisableRollback ?? false;
  return OnFailure ?? (isDisabled ? 'DO_NOTHING' : 'ROLLBACK');
}

export function tokenOf({ ClientRequestToken }: { ClientRequestToken?: string | undefined }) {
  return ClientRequestToken === undefined ? {} : { token: ClientRequestToken };
}

/** Begins an update; the source before it is kept for going back. @returns the operation's id */
export function startUpdate(
  context: Context,
  stack: StackRecord,
  source: Source,
  options: {
    onFailure: FailurePolicy;
    token?: string;
    retainExceptOnCreate: boolean;
    importExisting?: boolean;
    reverts?: readonly string[];
    invalid?: EarlyFailure;
  },
  change: Partial<StackRecord> = {},
): string {
  return start(context, stack.uuid, {
    operation: { kind: 'UPDATE', phase: 'forward', ...options },
    source,
    change: {
      ...change,
      previous: stack.previous ?? stack.source,
      updatedAt: context.now().toISOString(),
    },
  });
}
