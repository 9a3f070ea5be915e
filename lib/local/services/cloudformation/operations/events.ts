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
import { type EventRecord, type StackRecord, stacksOf } from '../model/records';
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
  const { stack, events } = asked(input, context);
  const wanted = input.Filters?.FailedEvents
    ? events.filter(({ status }) => status.endsWith('_FAILED'))
    : events;
  const listing = JSON.stringify([stack.id, input.OperationId, input.Filters]);
  const { items, next } = pageOf(wanted.toReversed(), input.NextToken, pageSize, tokensOf(listing));
  return {
    OperationEvents: items.map((event) => showOperationEvent(stack, event)),
    NextToken: next,
  };
}

function asked(
  { StackName, OperationId, ChangeSetName }: DescribeEventsCommandInput,
  context: Context,
): { stack: StackRecord; events: readonly EventRecord[] } {
  if (ChangeSetName !== undefined) {
    // Change sets are examined in one go and leave no events of their own.
    const { stackId } = needChangeSet(context, ChangeSetName, StackName);
    const stack = findStack(context, stackId);
    if (stack) return { stack, events: [] };
  }
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
