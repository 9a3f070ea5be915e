import type { StackEvent as AwsStackEvent } from '@aws-sdk/client-cloudformation';
import { GitenvError } from '../../errors';
import { obstacleFacts } from '../../obstacle';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import { pollingPause } from '../call/polling';
import * as cloudformation from './operations';
import { describeStack, type StackPlan, type StackState } from './stack';

/** One step of CloudFormation's work on a stack. */
export interface StackEvent {
  readonly id: string;
  readonly at: Date;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** True for the stack itself, whose last event tells how the whole work ended. */
  readonly isStack: boolean;
}

export type OnStackEvent = (event: StackEvent) => void;

/**
 * Carries a plan out and tells each step.
 * @returns the stack as it stands then
 * @throws GitenvError STACK_FAILED naming the first resource that failed, and why
 */
export async function executePlan(
  account: Account,
  { stackId, stackName, changeSetId, isNew }: StackPlan,
  onEvent: OnStackEvent,
): Promise<StackState> {
  const mark = await newestEvent(account, stackId);
  await call(account, cloudformation.ExecuteChangeSet, {
    ChangeSetName: changeSetId,
    // What a failed creation made is of no use to anybody, not even where it is to be retained later.
    ...(isNew && { RetainExceptOnCreate: true }),
  });
  const events = await followEvents(account, stackId, mark, onEvent);
  return ended(account, { stackId, stackName }, events);
}

/** Waits for work on the stack that somebody else, or an interrupted call of ours, began. */
export async function awaitStack(
  account: Account,
  { id, name }: StackState,
  onEvent: OnStackEvent,
): Promise<StackState | undefined> {
  const [last] = await eventsSince(account, id, undefined, 1);
  if (last?.isStack && !isGoingOn(last.status)) return describeStack(account, id);
  await followEvents(account, id, last?.id, onEvent);
  return describeStack(account, name);
}

/**
 * Deletes a stack. What its template retains stays in the account.
 * @throws GitenvError STACK_FAILED naming the first resource that could not be deleted
 */
export async function deleteStack(
  account: Account,
  { id, name }: StackState,
  onEvent: OnStackEvent,
): Promise<void> {
  const mark = await newestEvent(account, id);
  await call(account, cloudformation.DeleteStack, { StackName: id });
  const events = await followEvents(account, id, mark, onEvent);
  const last = events.at(-1);
  if (last?.status !== 'DELETE_COMPLETE') throw failure(name, last?.status ?? '', events);
}

async function ended(
  account: Account,
  { stackId, stackName }: Pick<StackPlan, 'stackId' | 'stackName'>,
  events: readonly StackEvent[],
): Promise<StackState> {
  const last = events.at(-1);
  const state = await describeStack(account, stackId);
  if (state && (last?.status === 'CREATE_COMPLETE' || last?.status === 'UPDATE_COMPLETE'))
    return state;
  throw failure(stackName, last?.status ?? '', events);
}

function failure(name: string, status: string, events: readonly StackEvent[]): GitenvError {
  const failed = events.find((event) => event.status.endsWith('_FAILED'));
  const why = failed
    ? `${failed.logicalId} (${failed.type}): ${failed.reason ?? failed.status}`
    : (events.at(-1)?.reason ?? 'CloudFormation does not say why');
  return new GitenvError('STACK_FAILED', `Stack '${name}' ended as ${status}: ${why}`, {
    ...obstacleFacts(why),
  });
}

/** Tells each event after `mark`, oldest first, until the stack itself has come to an end. */
async function followEvents(
  account: Account,
  stackId: string,
  mark: string | undefined,
  onEvent: OnStackEvent,
): Promise<StackEvent[]> {
  let pause = pollingPause();
  const all: StackEvent[] = [];
  for (let newest = mark; ; await pause()) {
    const fresh = (await eventsSince(account, stackId, newest)).reverse();
    for (const event of fresh) onEvent(event);
    if (fresh.length > 0) pause = pollingPause();
    all.push(...fresh);
    newest = fresh.at(-1)?.id ?? newest;
    if (fresh.some(({ isStack, status }) => isStack && !isGoingOn(status))) return all;
  }
}

function isGoingOn(status: string): boolean {
  return status.endsWith('_IN_PROGRESS');
}

async function newestEvent(account: Account, stackId: string): Promise<string | undefined> {
  return (await eventsSince(account, stackId, undefined, 1))[0]?.id;
}

/** Newest first, as CloudFormation answers, back to the event with the id `mark`. */
async function eventsSince(
  account: Account,
  stackId: string,
  mark: string | undefined,
  limit = Number.POSITIVE_INFINITY,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  const input = { StackName: stackId };
  for await (const page of callPages(
    account,
    cloudformation.DescribeStackEvents,
    input,
    'NextToken',
  )) {
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === mark || events.length >= limit) return events;
      events.push(eventOf(event));
    }
  }
  return events;
}

function eventOf(event: AwsStackEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    at: event.Timestamp ?? new Date(0),
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason,
    isStack: event.PhysicalResourceId === event.StackId,
  };
}
