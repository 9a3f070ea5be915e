import type {
  CancelUpdateStackCommandInput,
  ContinueUpdateRollbackCommandInput,
  ContinueUpdateRollbackOutput,
  RollbackStackCommandInput,
  RollbackStackOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { tokenOf } from '../change/begin';
import { start } from '../engine/engine';
import { Ledger } from '../engine/ledger';
import { invalid } from '../model/errors';
import { needLiveStack } from '../model/find';
import { type Source, type StackRecord, stacksOf } from '../model/records';
import { checkRole } from '../model/role';

/** Stops an update before its next resource; what it did is rolled back. */
export function CancelUpdateStack(input: CancelUpdateStackCommandInput, context: Context): void {
  const stack = needLiveStack(context, input.StackName);
  if (stack.status !== 'UPDATE_IN_PROGRESS' || !stack.operation)
    throw invalid('CancelUpdateStack cannot be called from current stack status');
  stacksOf(context).put(stack.uuid, {
    ...stack,
    operation: { ...stack.operation, onFailure: 'ROLLBACK', cancelled: true },
  });
}

export async function ContinueUpdateRollback(
  input: ContinueUpdateRollbackCommandInput,
  context: Context,
): Promise<ContinueUpdateRollbackOutput> {
  const stack = needLiveStack(context, input.StackName);
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
  const skip = input.ResourcesToSkip ?? [];
  const ledger = new Ledger(context, stack.uuid);
  const failed = ledger
    .allResources()
    .filter((resource) => resource.status === 'UPDATE_FAILED' && ledger.touchOf(resource)?.before)
    .map(({ logicalId }) => logicalId);
  const wrong = skip.filter((name) => !failed.includes(name));
  if (wrong.length > 0)
    throw invalid(
      `The following resources to skip are not in UPDATE_FAILED state: [${wrong.join(', ')}]`,
    );
  const source = await withRole(stack, input.RoleARN, context);
  start(context, stack.uuid, {
    ...source,
    operation: {
      kind: 'UPDATE',
      phase: 'rollback',
      onFailure: 'ROLLBACK',
      skip,
      ...tokenOf(input),
    },
    status: 'UPDATE_ROLLBACK_IN_PROGRESS',
  });
  return {};
}

/** Takes back a create or update that failed with rollback disabled. */
export async function RollbackStack(
  input: RollbackStackCommandInput,
  context: Context,
): Promise<RollbackStackOutput> {
  const stack = needLiveStack(context, input.StackName);
  const isUpdate = stack.status === 'UPDATE_FAILED';
  if (!isUpdate && stack.status !== 'CREATE_FAILED')
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  const source = await withRole(stack, input.RoleARN, context);
  start(context, stack.uuid, {
    ...source,
    operation: {
      kind: isUpdate ? 'UPDATE' : 'ROLLBACK',
      phase: 'rollback',
      onFailure: 'ROLLBACK',
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      ...tokenOf(input),
    },
    status: isUpdate ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS',
  });
  return { StackId: stack.id };
}

/** What is taken back is taken back on behalf of another role, where the caller names one. */
async function withRole(
  { source }: StackRecord,
  roleArn: string | undefined,
  context: Context,
): Promise<{ source?: Source }> {
  if (roleArn === undefined) return {};
  await checkRole(roleArn, context);
  return { source: { ...source, roleArn } };
}
