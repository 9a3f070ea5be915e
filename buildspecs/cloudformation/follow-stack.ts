import { pollingPause } from '../../lib/aws/call/polling';
import type { Job } from '../program/job/job';
import type { CloudFormation } from './client';
import type { Reply } from './reply';
import { isGoingOn } from './stack';

/** How work on a stack ended. */
export interface StackEnd {
  readonly status: string;
  /** What failed first, and why; empty where nothing did. */
  readonly cause: string;
}

/** Newest event of a stack; what is told begins after it. */
export async function newestEvent(client: CloudFormation, stackId: string): Promise<string> {
  const page = await client.ask('DescribeStackEvents', { StackName: stackId });
  return page.list('StackEvents')[0]?.text('EventId') ?? '';
}

/** The last event before what a request with this token began; empty where that began with the stack. */
export async function eventBefore(
  client: CloudFormation,
  stackId: string,
  token: string,
): Promise<string> {
  let NextToken: string | undefined;
  do {
    const page = await client.ask('DescribeStackEvents', { StackName: stackId, NextToken });
    const other = page.list('StackEvents').find((it) => it.text('ClientRequestToken') !== token);
    if (other) return other.text('EventId');
    NextToken = page.text('NextToken') || undefined;
  } while (NextToken);
  return '';
}

/** Tells each event after `mark` to the build's log, until the stack itself has come to an end. */
export async function followStack(
  job: Job,
  client: CloudFormation,
  stackId: string,
  mark: string,
): Promise<StackEnd> {
  let pause = pollingPause();
  let newest = mark;
  let cause = '';
  const told = new Map<string, string>();
  for (;;) {
    const fresh = await eventsAfter(client, stackId, newest);
    for (const event of fresh) {
      tell(job, event, told);
      if (cause === '' && hasFailed(event)) cause = causeOf(event);
    }
    newest = fresh.at(-1)?.text('EventId') ?? newest;
    const last = fresh.findLast(isOfStack);
    const status = last?.text('ResourceStatus') ?? '';
    if (last && !isGoingOn(status)) return { status, cause };
    if (fresh.length > 0) pause = pollingPause();
    await pause();
  }
}

/** Oldest first. */
async function eventsAfter(
  client: CloudFormation,
  stackId: string,
  mark: string,
): Promise<readonly Reply[]> {
  const events: Reply[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.ask('DescribeStackEvents', { StackName: stackId, NextToken });
    for (const event of page.list('StackEvents')) {
      if (event.text('EventId') === mark) return events.reverse();
      events.push(event);
    }
    NextToken = page.text('NextToken') || undefined;
  } while (NextToken);
  return events.reverse();
}

/** A line where the status of a resource is another than was told last. */
function tell(job: Job, event: Reply, told: Map<string, string>): void {
  const [name, status] = [event.text('LogicalResourceId'), event.text('ResourceStatus')];
  if (told.get(name) === status) return;
  told.set(name, status);
  const reason = hasFailed(event) ? `: ${event.text('ResourceStatusReason')}` : '';
  job.say(`  ${status}  ${name} (${event.text('ResourceType')})${reason}`);
}

function isOfStack(event: Reply): boolean {
  return event.text('PhysicalResourceId') === event.text('StackId');
}

function hasFailed(event: Reply): boolean {
  return event.text('ResourceStatus').endsWith('_FAILED');
}

function causeOf(event: Reply): string {
  const reason = event.text('ResourceStatusReason') || event.text('ResourceStatus');
  return `${event.text('LogicalResourceId')} (${event.text('ResourceType')}): ${reason.trim().replace(/\.?$/, '.')}`;
}
