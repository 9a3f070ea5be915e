import type {
  CreateChangeSetCommandInput,
  CreateChangeSetOutput,
  DeleteChangeSetCommandInput,
  DescribeChangeSetCommandInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetCommandInput,
  ListChangeSetsCommandInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { newStack, startUpdate, tokenOf } from '../change/begin';
import { prepareSource } from '../change/prepare';
import { previewOf } from '../change/preview';
import { revertingChanges, revertsDrift } from '../change/revert-drift';
import { changesAnything } from '../change/unchanged';
import { start } from '../engine/engine';
import { alreadyExists, invalid, reasonOf } from '../model/errors';
import {
  checkName,
  findChangeSet,
  findStack,
  keyOf,
  needChangeSet,
  needStack,
  needUpdatable,
  tokensOf,
} from '../model/find';
import { type ChangeSetRecord, changeSetsOf, type StackRecord, stacksOf } from '../model/records';
import { showParameters } from '../model/show';
import { deploymentModeOf, summaryOf, withoutValues } from '../model/show-change-set';
import { track } from '../model/track';
import { earlyFailure } from '../validation/early-validation';

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export async function CreateChangeSet(
  input: CreateChangeSetCommandInput,
  context: Context,
): Promise<CreateChangeSetOutput> {
  const name = checkName(input.ChangeSetName, 'changeSetName');
  const type = input.ChangeSetType ?? 'UPDATE';
  if (type === 'IMPORT') throw notImplemented('cloudformation', 'ChangeSetType IMPORT');
  const known = stackFor(input, type === 'CREATE', context);
  const reverts = revertsDrift(input, type);
  const { DeploymentMode: _, ...rest } = input;
  const source = await prepareSource(rest, known?.source, context);
  const stack =
    stackFor(input, type === 'CREATE', context) ??
    newStack(context, checkName(input.StackName, 'stackName'), source);
  refuseSameName(context, name, stack);
  const uuid = context.newId();
  const changeSet: ChangeSetRecord = {
    id: `arn:aws:cloudformation:${context.region}:${context.account}:changeSet/${name}/${uuid}`,
    name,
    ...(input.Description !== undefined && { description: input.Description }),
    type,
    stackId: stack.id,
    status: 'CREATE_IN_PROGRESS',
    execution: 'UNAVAILABLE',
    createdAt: context.now().toISOString(),
    source,
    ...failureOf(input),
    ...(reverts && { reverts: [] }),
    ...(input.ImportExistingResources && { importExisting: true }),
    ...(input.DisableValidation && { disableValidation: true }),
    changes: [],
    operationId: context.newId(),
  };
  if (!findStack(context, stack.id)) review(context, stack);
  changeSetsOf(context).put(uuid, changeSet);
  context.work(track(context, uuid, examine(context, uuid)));
  return { Id: changeSet.id, StackId: stack.id };
}

function failureOf({ OnStackFailure, DeploymentConfig }: CreateChangeSetCommandInput) {
  if (OnStackFailure !== undefined) return { onFailure: OnStackFailure };
  return DeploymentConfig?.DisableRollback ? { disableRollback: true } : {};
}

function review(context: Context, stack: StackRecord): void {
  stacksOf(context).put(stack.uuid, stack);
}

function stackFor(
  { StackName, ChangeSetName }: CreateChangeSetCommandInput,
  isNew: boolean,
  context: Context,
): StackRecord | undefined {
  const stack = findStack(context, StackName);
  if (isNew && stack && stack.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(
      `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  if (isNew) return stack;
  if (!stack || stack.status === 'DELETE_COMPLETE')
    throw invalid(`Stack [${StackName}] does not exist`);
  needUpdatable(stack);
  return stack;
}

function refuseSameName(context: Context, name: string, stack: StackRecord): void {
  const found = changeSetsOf(context)
    .list()
    .find((other) => other.name === name && other.stackId === stack.id);
  if (found) throw alreadyExists(`ChangeSet ${name} already exists`);
}

async function examine(context: Context, uuid: string): Promise<void> {
  await new Promise(setImmediate);
  const records = changeSetsOf(context);
  const changeSet = records.get(uuid);
  const stack = changeSet && findStack(context, changeSet.stackId);
  if (!changeSet || !stack) return;
  try {
    const isNew = changeSet.type === 'CREATE';
    const { id, name, uuid: stackUuid } = stack;
    const preview = previewOf(
      context,
      isNew ? { id, name, uuid: stackUuid } : stack,
      changeSet.source,
      changeSet.importExisting,
    );
    // It may have begun to change since the change set was asked for.
    if (!isNew) needUpdatable(stack);
    const { changes, reverts } = changeSet.reverts
      ? await revertingChanges(preview, changeSet.source, stack, context)
      : { changes: preview.changes, reverts: undefined };
    if (!isNew && !changesAnything(changes, stack, changeSet.source)) throw invalid(noChanges);
    const early = earlyFailure(
      { DisableValidation: changeSet.disableValidation },
      preview,
      context,
    );
    if (early) return records.put(uuid, { ...changeSet, status: 'FAILED', ...early });
    records.put(uuid, {
      ...changeSet,
      status: 'CREATE_COMPLETE',
      execution: 'AVAILABLE',
      changes,
      ...(reverts && { reverts }),
    });
  } catch (error) {
    records.put(uuid, { ...changeSet, status: 'FAILED', reason: reasonOf(error) });
  }
}

export function DescribeChangeSet(
  input: DescribeChangeSetCommandInput,
  context: Context,
): DescribeChangeSetOutput {
  const changeSet = needChangeSet(context, input.ChangeSetName, input.StackName);
  const stack = needStack(context, changeSet.stackId);
  const { source, changes } = changeSet;
  const { items, next } = pageOf(changes, input.NextToken, 100, tokensOf(changeSet.id));
  return {
    ...summaryOf(changeSet, stack),
    Parameters: showParameters(source),
    NotificationARNs: [...source.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...source.capabilities],
    Tags: [...source.tags],
    Changes: items.map((change) => ({
      Type: 'Resource',
      ResourceChange: input.IncludePropertyValues ? change : withoutValues(change),
    })),
    NextToken: next,
    OnStackFailure: changeSet.onFailure,
    ...deploymentModeOf(changeSet),
  };
}

export function ListChangeSets(
  input: ListChangeSetsCommandInput,
  context: Context,
): ListChangeSetsOutput {
  const stack = needStack(context, input.StackName);
  const own = changeSetsOf(context)
    .list()
    .filter(({ stackId }) => stackId === stack.id);
  const { items, next } = pageOf(own, input.NextToken, 100, tokensOf(stack.id));
  return { Summaries: items.map((changeSet) => summaryOf(changeSet, stack)), NextToken: next };
}

/** Silent about a change set that is gone already, as long as its stack is there: clients tidy up unasked. */
export function DeleteChangeSet(input: DeleteChangeSetCommandInput, context: Context): void {
  const changeSet = findChangeSet(context, input.ChangeSetName, input.StackName);
  if (!changeSet) return;
  if (changeSet.execution === 'EXECUTE_IN_PROGRESS') throw invalidStatus(changeSet, 'deleted');
  changeSetsOf(context).delete(keyOf(changeSet.id));
}

function invalidStatus({ id, status, execution }: ChangeSetRecord, verb: string): ServiceError {
  const shown = status === 'CREATE_COMPLETE' ? execution : status;
  return new ServiceError(
    'InvalidChangeSetStatus',
    `ChangeSet [${id}] cannot be ${verb} in its current status of [${shown}]`,
  );
}

export function ExecuteChangeSet(input: ExecuteChangeSetCommandInput, context: Context): void {
  const changeSet = needChangeSet(context, input.ChangeSetName, input.StackName);
  if (changeSet.execution !== 'AVAILABLE') throw invalidStatus(changeSet, 'executed');
  if (input.DisableRollback && changeSet.onFailure !== undefined)
    throw invalid('You can specify either DisableRollback or OnStackFailure, but not both.');
  const stack = needStack(context, changeSet.stackId);
  const isDisabled = input.DisableRollback ?? changeSet.disableRollback;
  const onFailure = changeSet.onFailure ?? (isDisabled ? 'DO_NOTHING' : 'ROLLBACK');
  const options = {
    onFailure,
    ...tokenOf(input),
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    importExisting: changeSet.importExisting ?? false,
    ...(changeSet.reverts && { reverts: changeSet.reverts }),
  };
  const change = { changeSetId: changeSet.id, disableRollback: onFailure === 'DO_NOTHING' };
  if (changeSet.type === 'CREATE')
    start(context, stack.uuid, {
      operation: { kind: 'CREATE', phase: 'forward', ...options },
      source: changeSet.source,
      change,
    });
  else {
    needUpdatable(stack);
    startUpdate(context, stack, changeSet.source, options, change);
  }
  changeSetsOf(context).put(keyOf(changeSet.id), { ...changeSet, execution: 'EXECUTE_COMPLETE' });
}
