import type { OperationEvent } from '@aws-sdk/client-cloudformation';
import { GitenvError } from '../../errors';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import { DeleteChangeSet, DeleteStack, DescribeEvents } from './operations';
import {
  explainingRight,
  isExplainedElsewhere,
  listRefused,
  type RefusedResource,
} from './refused';

/** A change set, and the stack that it was made for. */
export interface PlannedChangeSet {
  readonly stackId: string;
  readonly changeSetId: string;
  readonly isNew: boolean;
}

/** Leaves the account as it was before the plan: without the change set, and without the empty stack of a new one. */
export async function discardPlan(
  account: Account,
  { stackId, changeSetId, isNew }: PlannedChangeSet,
): Promise<void> {
  await call(account, DeleteChangeSet, { ChangeSetName: changeSetId });
  if (isNew) await call(account, DeleteStack, { StackName: stackId });
}

/**
 * What a person can act on of a change set that failed. Its events are asked before it is discarded, since nobody can ask
 * them afterwards; it stays if this caller may not.
 * @param reason CloudFormation's own sentence, which names no resource if early validation has failed
 */
export async function refusedPlan(
  account: Account,
  plan: PlannedChangeSet,
  reason: string,
): Promise<GitenvError> {
  const refused = await refusedResources(account, plan.changeSetId);
  if (refused === 'denied' && isExplainedElsewhere(reason))
    return unexplained(account, plan, reason);
  await discardPlan(account, plan);
  if (refused === 'denied' || refused.length === 0)
    return new GitenvError('STACK_FAILED', `CloudFormation refuses the template: ${reason}`);
  return new GitenvError('STACK_FAILED', 'CloudFormation refuses the template:', {
    further: listRefused(refused),
  });
}

function unexplained(account: Account, plan: PlannedChangeSet, reason: string): GitenvError {
  return new GitenvError('STACK_FAILED', `CloudFormation refuses the template: ${reason}`, {
    further: `You lack the right ${explainingRight}, without which CloudFormation does not say which resource it means. The change set stays, so that somebody who has the right can look.`,
    hint: `aws cloudformation describe-events --change-set-name ${plan.changeSetId} --filters FailedEvents=true --region ${account.region}`,
  });
}

async function refusedResources(
  account: Account,
  changeSet: string,
): Promise<RefusedResource[] | 'denied'> {
  const input = { ChangeSetName: changeSet, Filters: { FailedEvents: true } };
  const refused: RefusedResource[] = [];
  try {
    for await (const page of callPages(account, DescribeEvents, input, 'NextToken'))
      refused.push(...(page.OperationEvents ?? []).flatMap(refusedOf));
    return refused;
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return 'denied';
    throw error;
  }
}

/** What AWS only warns of is not why it failed. */
function refusedOf(event: OperationEvent): RefusedResource[] {
  const reason =
    event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason;
  if (!reason || event.ValidationFailureMode === 'WARN' || event.HookFailureMode === 'WARN')
    return [];
  return [
    {
      logicalId: event.LogicalResourceId ?? '',
      type: event.ResourceType ?? '',
      reason,
      path: event.ValidationPath ?? '',
    },
  ];
}
