import type { Parameter, ResourceChange, Stack } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { pollingPause } from '../call/polling';
import * as cloudformation from './operations';
import { discardPlan, refusedPlan } from './refused-plan';

/** A CloudFormation stack as it stands. */
export interface StackState {
  /** Its ARN, which still finds it once it is deleted. */
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackRequest {
  readonly name: string;
  readonly template: string;
  /** Values to set. A parameter that is not here keeps the stack's value, or takes the template's default. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** One resource that a plan adds, changes or removes. */
export interface StackChange {
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  /** Whether the resource is made anew: CloudFormation's `True`, `False` or `Conditional`. */
  readonly replacement: string | undefined;
}

/** A change set that waits to be executed. */
export interface StackPlan {
  readonly stackId: string;
  readonly stackName: string;
  readonly changeSetId: string;
  readonly isNew: boolean;
  readonly changes: readonly StackChange[];
}

/** Undefined where there is no such stack, or none any more. */
export async function describeStack(
  account: Account,
  nameOrId: string,
): Promise<StackState | undefined> {
  const reply = await call(account, cloudformation.DescribeStacks, { StackName: nameOrId });
  const stack = reply?.Stacks?.[0];
  return stack && stack.StackStatus !== 'DELETE_COMPLETE' ? stateOf(stack) : undefined;
}

function stateOf(stack: Stack): StackState {
  const parameters = stack.Parameters ?? [];
  const outputs = stack.Outputs ?? [];
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    reason: stack.StackStatusReason,
    parameters: Object.fromEntries(
      parameters.map((p) => [p.ParameterKey ?? '', p.ParameterValue ?? '']),
    ),
    outputs: Object.fromEntries(outputs.map((o) => [o.OutputKey ?? '', o.OutputValue ?? ''])),
  };
}

/**
 * Computes what would change, and changes nothing yet.
 * @param before the stack as it stands; undefined for a new one
 * @returns undefined when nothing would change
 * @throws GitenvError STACK_FAILED with CloudFormation's reason of each resource when the template cannot be applied
 */
export async function planStack(
  account: Account,
  request: StackRequest,
  before: StackState | undefined,
): Promise<StackPlan | undefined> {
  const isNew = before === undefined || before.status === 'REVIEW_IN_PROGRESS';
  const { Id = '', StackId = '' } = await call(account, cloudformation.CreateChangeSet, {
    StackName: request.name,
    ChangeSetName: `gitenv-${Date.now().toString(36)}`,
    ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
    TemplateBody: request.template,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: parametersOf(request, isNew ? undefined : before),
  });
  const named = { stackId: StackId, stackName: request.name, changeSetId: Id, isNew };
  const changes = await awaitChanges(account, named);
  return changes && { ...named, changes };
}

function parametersOf(
  { template, parameters }: StackRequest,
  before: StackState | undefined,
): Parameter[] {
  const declared = Object.keys((JSON.parse(template) as { Parameters?: object }).Parameters ?? {});
  return declared.flatMap((key): Parameter[] => {
    const value = parameters[key];
    if (value !== undefined) return [{ ParameterKey: key, ParameterValue: value }];
    const kept = before !== undefined && key in before.parameters;
    return kept ? [{ ParameterKey: key, UsePreviousValue: true }] : [];
  });
}

async function awaitChanges(
  account: Account,
  plan: Omit<StackPlan, 'changes'>,
): Promise<StackChange[] | undefined> {
  const pause = pollingPause();
  const describe = (NextToken?: string) =>
    call(account, cloudformation.DescribeChangeSet, { ChangeSetName: plan.changeSetId, NextToken });
  let page = await describe();
  while (/_(PENDING|IN_PROGRESS)$/.test(page.Status ?? '')) {
    await pause();
    page = await describe();
  }
  if (page.Status === 'FAILED') return failedPlan(account, plan, page.StatusReason ?? '');
  const changes = [...(page.Changes ?? [])];
  while (page.NextToken) {
    page = await describe(page.NextToken);
    changes.push(...(page.Changes ?? []));
  }
  return changes.map(({ ResourceChange: change }) => changeOf(change ?? {}));
}

function changeOf(change: ResourceChange): StackChange {
  return {
    action: change.Action ?? '',
    logicalId: change.LogicalResourceId ?? '',
    physicalId: change.PhysicalResourceId,
    type: change.ResourceType ?? '',
    replacement: change.Replacement,
  };
}

/** That nothing changes is a failed change set too, told from a real failure by its sentence alone. */
async function failedPlan(
  account: Account,
  plan: Omit<StackPlan, 'changes'>,
  reason: string,
): Promise<undefined> {
  if (!/didn't contain changes|No updates are to be performed/.test(reason))
    throw await refusedPlan(account, plan, reason);
  await discardPlan(account, plan);
  return undefined;
}
