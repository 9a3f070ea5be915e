import type {
  CreateStackCommandInput,
  CreateStackOutput,
  DeleteStackCommandInput,
  UpdateStackCommandInput,
  UpdateStackOutput,
  UpdateTerminationProtectionCommandInput,
  UpdateTerminationProtectionOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { failurePolicy, newStack, startUpdate, tokenOf } from '../change/begin';
import { checkTransforms, prepareSource } from '../change/prepare';
import { previewOf } from '../change/preview';
import { changesAnything } from '../change/unchanged';
import { start } from '../engine/engine';
import { alreadyExists, invalid } from '../model/errors';
import { checkName, findStack, needLiveStack, needUpdatable } from '../model/find';
import { type OperationRecord, type StackRecord, stacksOf } from '../model/records';
import { readTemplate } from '../template/read';
import { earlyFailure } from '../validation/early-validation';

export async function CreateStack(
  input: CreateStackCommandInput,
  context: Context,
): Promise<CreateStackOutput> {
  const name = checkName(input.StackName, 'stackName');
  const onFailure = failurePolicy(input);
  const source = await prepareSource(input, undefined, context);
  checkTransforms(readTemplate(source.template), source.capabilities);
  refuseSecond(context, name);
  const stack = newStack(context, name, source);
  const preview = previewOf(context, { id: stack.id, name, uuid: stack.uuid }, source);
  const early = earlyFailure(input, preview, context);
  stacksOf(context).put(stack.uuid, {
    ...stack,
    terminationProtection: input.EnableTerminationProtection ?? false,
    disableRollback: onFailure === 'DO_NOTHING',
    ...(input.TimeoutInMinutes !== undefined && { timeoutInMinutes: input.TimeoutInMinutes }),
  });
  const OperationId = start(context, stack.uuid, {
    operation: {
      kind: 'CREATE',
      phase: 'forward',
      onFailure,
      ...tokenOf(input),
      ...(early && { invalid: early }),
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    },
  });
  return { StackId: stack.id, OperationId };
}

function refuseSecond(context: Context, name: string): void {
  if (findStack(context, name)) throw alreadyExists(`Stack [${name}] already exists`);
}

export async function UpdateStack(
  input: UpdateStackCommandInput,
  context: Context,
): Promise<UpdateStackOutput> {
  const onFailure = failurePolicy(input);
  const before = needLiveStack(context, input.StackName);
  needUpdatable(before);
  const source = await prepareSource(input, before.source, context);
  checkTransforms(readTemplate(source.template), source.capabilities);
  const stack = needLiveStack(context, input.StackName);
  needUpdatable(stack);
  const preview = previewOf(context, stack, source);
  if (!changesAnything(preview.changes, stack, source))
    throw invalid('No updates are to be performed.');
  const early = earlyFailure(input, preview, context);
  const OperationId = startUpdate(context, stack, source, {
    onFailure,
    ...tokenOf(input),
    ...(early && { invalid: early }),
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
  });
  return { StackId: stack.id, OperationId };
}

export function DeleteStack(input: DeleteStackCommandInput, context: Context): void {
  const stack = findStack(context, input.StackName);
  if (!stack || stack.status === 'DELETE_COMPLETE') return;
  if (stack.terminationProtection)
    throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  if (stack.status === 'DELETE_IN_PROGRESS') return;
  if (stack.status === 'CREATE_IN_PROGRESS' && stack.operation) {
    deleteInstead(stack, stack.operation, context);
    return;
  }
  if (/IN_PROGRESS$/.test(stack.status) && stack.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  if (input.RetainResources?.length && stack.status !== 'DELETE_FAILED')
    throw invalid(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  start(context, stack.uuid, {
    operation: {
      kind: 'DELETE',
      phase: 'remove',
      onFailure: 'DO_NOTHING',
      ...tokenOf(input),
      skip: input.RetainResources ?? [],
      force: input.DeletionMode === 'FORCE_DELETE_STACK',
    },
  });
}

/** A creation ends with the resource that is being made, and what it made goes again. */
function deleteInstead(stack: StackRecord, before: OperationRecord, context: Context): void {
  const operation: OperationRecord = { ...before, onFailure: 'DELETE', cancelled: true };
  stacksOf(context).put(stack.uuid, { ...stack, operation });
}

export function UpdateTerminationProtection(
  input: UpdateTerminationProtectionCommandInput,
  context: Context,
): UpdateTerminationProtectionOutput {
  const stack = needLiveStack(context, input.StackName);
  stacksOf(context).put(stack.uuid, {
    ...stack,
    terminationProtection: input.EnableTerminationProtection ?? false,
  });
  return { StackId: stack.id };
}
