import type {
  DescribeEventsCommandInput,
  DescribeEventsOutput,
  DescribeStackEventsCommandInput,
  DescribeStackEventsOutput,
  OperationEvent,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { invalid } from '../model/errors';
import { findStack, needChangeSet, tokensOf } from '../model/find';
import { journalOf } from '../model/journal';
import {
  type EventRecord,
  type StackRecord,
  stacksOf,
  type ValidationFault,
} from '../model/records';
import { showEvent } from '../model/show';

const pageSize = 100;

export function DescribeStackEvents(
  { StackName, NextToken }: DescribeStackEventsCommandInput,
  context: Context,
): DescribeStackEventsOutput {
  const stack = findStack(context, StackName);
  if (!stack) throw invalid(`Stack [${StackName}] does not exist`);
  const events = journalOf(context, stack.uuid).events().toReversed();
  const { items, next } = pageOf(events, NextToken, pageSize, tokensOf(stack.id));
  return { StackEvents: items.map((event) => showEvent(stack, event)), NextToken: next };
}

/** The newer way to ask: by stack, by operation or by change set, and only for what failed if so wished. */
export function DescribeEvents(
  input: DescribeEventsCommandInput,
  context: Context,
): DescribeEventsOutput {
  if (input.ChangeSetName !== undefined) return changeSetEvents(input, context);
  const { stack, events } = asked(input, context);
  const wanted = input.Filters?.FailedEvents
    ? events.filter(({ status }) => status.endsWith('_FAILED'))
    : events;
  const shown = wanted.map((event) => showOperationEvent(stack, event));
  const all = [...shown, ...stoppedEvents(stack, input)].sort(byTime).reverse();
  const listing = JSON.stringify([stack.id, input.OperationId, input.Filters]);
  const { items, next } = pageOf(all, input.NextToken, pageSize, tokensOf(listing));
  return { OperationEvents: items, NextToken: next };
}

function byTime(one: OperationEvent, other: OperationEvent): number {
  return (one.Timestamp?.getTime() ?? 0) - (other.Timestamp?.getTime() ?? 0);
}

/** What early validation found in operations that it stopped, which DescribeStackEvents does not tell. */
function stoppedEvents(
  { id: StackId, stopped = [] }: StackRecord,
  { OperationId }: DescribeEventsCommandInput,
): OperationEvent[] {
  return stopped
    .filter(({ id }) => OperationId === undefined || id === OperationId)
    .flatMap(({ id, type, faults }) =>
      faults.map((fault) => ({
        StackId,
        OperationId: id,
        OperationType: type,
        ...validationEvent(fault),
      })),
    );
}

/** The making of a change set as an operation: how it ended, and what early validation found. */
function changeSetEvents(
  { ChangeSetName, StackName, Filters, NextToken }: DescribeEventsCommandInput,
  context: Context,
): DescribeEventsOutput {
  const changeSet = needChangeSet(context, ChangeSetName, StackName);
  const { id, stackId: StackId, operationId: OperationId, status, createdAt } = changeSet;
  const operation = { StackId, OperationId, OperationType: 'CREATE_CHANGESET' as const };
  const stackEvent = (OperationStatus: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'): OperationEvent => ({
    EventId: `${OperationId}-${OperationStatus}`,
    ...operation,
    OperationStatus,
    EventType: 'STACK_EVENT',
    Timestamp: new Date(createdAt),
    StartTime: new Date(createdAt),
  });
  const ended = status === 'FAILED' ? [stackEvent('FAILED')] : [stackEvent('SUCCEEDED')];
  const faults = (changeSet.faults ?? []).map((fault) => ({
    ...operation,
    ...validationEvent(fault),
  }));
  const all = Filters?.FailedEvents
    ? faults
    : [...(status.endsWith('_IN_PROGRESS') ? [] : ended), ...faults, stackEvent('IN_PROGRESS')];
  const { items, next } = pageOf(all, NextToken, pageSize, tokensOf(JSON.stringify([id, Filters])));
  return { OperationEvents: items, NextToken: next };
}

function validationEvent({ id, at, logicalId, type, validation, reason, path }: ValidationFault) {
  return {
    EventId: id,
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: logicalId,
    PhysicalResourceId: '',
    ResourceType: type,
    Timestamp: new Date(at),
    ValidationFailureMode: 'FAIL',
    ValidationName: validation,
    ValidationStatus: 'FAILED',
    ValidationStatusReason: reason,
    ValidationPath: path,
  } satisfies OperationEvent;
}

function asked(
  { StackName, OperationId }: DescribeEventsCommandInput,
  context: Context,
): { stack: StackRecord; events: readonly EventRecord[] } {
  if (StackName === undefined && OperationId === undefined)
    throw invalid('Either StackName, ChangeSetName or OperationId must be specified.');
  const candidates =
    StackName === undefined ? stacksOf(context).list() : [findStack(context, StackName)];
  for (const stack of candidates) {
    const all = stack ? journalOf(context, stack.uuid).events() : [];
    const events = all.filter((event) => [undefined, event.operationId].includes(OperationId));
    if (stack && (OperationId === undefined || events.length > 0)) return { stack, events };
  }
  throw invalid(
    StackName === undefined
      ? `Operation [${OperationId}] does not exist`
      : `Stack [${StackName}] does not exist`,
  );
}

function showOperationEvent(stack: StackRecord, event: EventRecord): OperationEvent {
  const { StackName: _, ...shown } = showEvent(stack, event);
  const isStack = event.physicalId === stack.id;
  const isFailure = event.status.endsWith('_FAILED');
  return {
    ...shown,
    EventType:
      isFailure && !isStack ? 'PROVISIONING_ERROR' : isStack ? 'STACK_EVENT' : 'PROGRESS_EVENT',
  };
}
