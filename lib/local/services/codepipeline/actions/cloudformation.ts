import type { DescribeChangeSetOutput, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../base/service-error';
import type { Outcome } from '../model/records';
import { writeArchive } from './archive';
import type { ActionKind, Task } from './kind';
import { stackInput } from './stack-input';

const modes: Readonly<Record<string, (task: Task) => Promise<Outcome>>> = {
  CREATE_UPDATE: createOrUpdate,
  REPLACE_ON_FAILURE: replaceOnFailure,
  DELETE_ONLY: deleteStack,
  CHANGE_SET_REPLACE: replaceChangeSet,
  CHANGE_SET_EXECUTE: executeChangeSet,
};

const failedStatuses = [
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
  'DELETE_FAILED',
  'UPDATE_ROLLBACK_FAILED',
];
const noUpdates = 'No updates are to be performed.';
const noChanges = "The submitted information didn't contain changes.";

/** Makes, changes or deletes a stack, in one step or by way of a change set. */
export const cloudFormationDeploy: ActionKind = {
  inputs: [0, 10],
  outputs: [0, 1],
  required: ['ActionMode', 'StackName'],
  optional: [
    'Capabilities',
    'ChangeSetName',
    'RoleArn',
    'TemplatePath',
    'OutputFileName',
    'ParameterOverrides',
    'TemplateConfiguration',
  ],
  check({ configuration = {} }) {
    const { ActionMode = '', ChangeSetName, TemplatePath } = configuration;
    if (!Object.hasOwn(modes, ActionMode))
      return `ActionMode must be one of ${Object.keys(modes).join(', ')}, and is ${ActionMode}`;
    if (ActionMode.startsWith('CHANGE_SET') && !ChangeSetName)
      return `ChangeSetName is required with ${ActionMode}`;
    const needsTemplate = ['CREATE_UPDATE', 'REPLACE_ON_FAILURE', 'CHANGE_SET_REPLACE'];
    if (needsTemplate.includes(ActionMode) && !TemplatePath)
      return `TemplatePath is required with ${ActionMode}`;
    return undefined;
  },
  perform(task) {
    const mode = modes[task.run.resolved.ActionMode ?? ''];
    if (!mode) throw new Error('an action without its mode');
    return mode(task);
  },
  resume(task) {
    const { ActionMode = '', StackName = '' } = task.run.resolved;
    if (ActionMode === 'DELETE_ONLY') return deleted(task, task.run.externalId ?? StackName);
    return ActionMode === 'CHANGE_SET_REPLACE' ? replaceChangeSet(task) : settled(task, StackName);
  },
};

async function createOrUpdate(task: Task): Promise<Outcome> {
  const StackName = task.run.resolved.StackName ?? '';
  const known = await describe(task, StackName);
  const input = { StackName, ...(await stackInput(task)) };
  const exists = known && known.StackStatus !== 'REVIEW_IN_PROGRESS';
  try {
    await task.context.call('cloudformation', exists ? 'UpdateStack' : 'CreateStack', input);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.message !== noUpdates) throw error;
  }
  return settled(task, StackName);
}

async function replaceOnFailure(task: Task): Promise<Outcome> {
  const known = await describe(task, task.run.resolved.StackName ?? '');
  if (known && failedStatuses.includes(known.StackStatus ?? '')) {
    const deleted = await deleteStack(task);
    if (deleted.status === 'Failed') return deleted;
  }
  return createOrUpdate(task);
}

async function deleteStack(task: Task): Promise<Outcome> {
  const known = await describe(task, task.run.resolved.StackName ?? '');
  if (!known) return { status: 'Succeeded' };
  const StackName = known.StackId ?? '';
  await task.context.call('cloudformation', 'DeleteStack', { StackName });
  report(task, StackName);
  return deleted(task, StackName);
}

async function deleted(task: Task, StackName: string): Promise<Outcome> {
  const Stack = await waitForStack(task, StackName);
  if (!Stack || Stack.StackStatus === 'DELETE_COMPLETE') return { status: 'Succeeded' };
  return failed(await reasonOf(task, Stack));
}

async function replaceChangeSet(task: Task): Promise<Outcome> {
  const { context, run } = task;
  const { StackName = '', ChangeSetName = '' } = run.resolved;
  const known = await describe(task, StackName);
  const names = { StackName, ChangeSetName };
  if (known) await dropChangeSet(task, names);
  const exists = known && known.StackStatus !== 'REVIEW_IN_PROGRESS';
  const input = {
    ...names,
    ...(await stackInput(task)),
    ChangeSetType: exists ? 'UPDATE' : 'CREATE',
  };
  const { Id } = await context.call<{ Id: string }>('cloudformation', 'CreateChangeSet', input);
  report(task, Id);
  const made = await waitForChangeSet(task, names);
  if (made.Status === 'FAILED' && !hasNoChanges(made)) return failed(made.StatusReason ?? 'FAILED');
  return { status: 'Succeeded', variables: outputsOf(known) };
}

async function dropChangeSet(
  { context }: Task,
  names: { StackName: string; ChangeSetName: string },
): Promise<void> {
  try {
    await context.call('cloudformation', 'DeleteChangeSet', names);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ChangeSetNotFound') throw error;
  }
}

/** A change set that holds no change has nothing to execute, which is no failure. */
async function executeChangeSet(task: Task): Promise<Outcome> {
  const { StackName = '', ChangeSetName = '' } = task.run.resolved;
  const names = { StackName, ChangeSetName };
  const changeSet = await waitForChangeSet(task, names);
  if (!hasNoChanges(changeSet))
    await task.context.call('cloudformation', 'ExecuteChangeSet', names);
  return settled(task, StackName);
}

async function waitForStack({ context }: Task, StackName: string): Promise<Stack | undefined> {
  const input = { StackName };
  return (await context.call<{ Stack?: Stack }>('cloudformation', 'WaitForStack', input)).Stack;
}

function waitForChangeSet(
  { context }: Task,
  names: { StackName: string; ChangeSetName: string },
): Promise<DescribeChangeSetOutput> {
  return context.call<DescribeChangeSetOutput>('cloudformation', 'WaitForChangeSet', names);
}

function hasNoChanges({ Status, StatusReason = '' }: DescribeChangeSetOutput): boolean {
  return Status === 'FAILED' && StatusReason.startsWith(noChanges);
}

/** Waits for the stack and tells how it is. */
async function settled(task: Task, StackName: string): Promise<Outcome> {
  const { context, run } = task;
  report(task, (await describe(task, StackName))?.StackId);
  const Stack = await waitForStack(task, StackName);
  if (!Stack) return failed(`The stack ${StackName} is gone.`);
  if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(Stack.StackStatus ?? ''))
    return failed(await reasonOf(task, Stack));
  const variables = outputsOf(Stack);
  const [output] = run.outputs;
  const { OutputFileName } = run.resolved;
  if (output && OutputFileName)
    await writeArchive(context, output, OutputFileName, JSON.stringify(variables));
  return { status: 'Succeeded', variables };
}

async function describe({ context }: Task, StackName: string): Promise<Stack | undefined> {
  try {
    const input = { StackName };
    const { Stacks } = await context.call<{ Stacks?: Stack[] }>(
      'cloudformation',
      'DescribeStacks',
      input,
    );
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof ServiceError && error.message.endsWith('does not exist')) return undefined;
    throw error;
  }
}

function outputsOf(stack: Stack | undefined): Record<string, string> {
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** The first resource that failed says more than the state the stack was left in. */
async function reasonOf({ context }: Task, stack: Stack): Promise<string> {
  const { StackEvents = [] } = await context.call<{ StackEvents?: StackEvent[] }>(
    'cloudformation',
    'DescribeStackEvents',
    { StackName: stack.StackId },
  );
  const began = StackEvents.findIndex(
    ({ ResourceStatusReason }) => ResourceStatusReason === 'User Initiated',
  );
  const first = StackEvents.slice(0, began < 0 ? undefined : began).findLast(({ ResourceStatus }) =>
    ResourceStatus?.endsWith('_FAILED'),
  );
  const why = first ? ` ${first.LogicalResourceId}: ${first.ResourceStatusReason ?? ''}` : '';
  return `The stack ${stack.StackName} is in the state ${stack.StackStatus}.${why}`;
}

function failed(message: string): Outcome {
  return { status: 'Failed', summary: message, error: { code: 'JobFailed', message } };
}

function report({ context, report: tell }: Task, id: string | undefined): void {
  if (id === undefined) return;
  const { region } = context;
  tell({
    externalId: id,
    externalUrl: `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${encodeURIComponent(id)}`,
  });
}
