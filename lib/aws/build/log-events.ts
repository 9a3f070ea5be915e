import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import { FilterLogEvents } from './operations';

/** One event of a log group: a line, or several that were logged as one. */
export interface LogEvent {
  /** CloudWatch's own, by which an event is told that was seen before. */
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  readonly time: Date;
  /** Without the newlines at its end. */
  readonly text: string;
}

/** The events of all streams of a group from a time on, oldest first; none of a group that is not there. */
export async function* eventsSince(
  account: Account,
  group: string,
  since: Date,
): AsyncGenerator<LogEvent> {
  const input = { logGroupName: group, startTime: since.getTime() };
  for await (const { events = [] } of callPages(account, FilterLogEvents, input, 'nextToken'))
    for (const { eventId = '', logStreamName = '', timestamp = 0, message: text = '' } of events)
      yield {
        id: eventId,
        group,
        stream: logStreamName,
        time: new Date(timestamp),
        text: text.replace(/[\r\n]+$/, ''),
      };
}

/** Whether there is a log group of this name. */
export async function isLogGroup(account: Account, logGroupName: string): Promise<boolean> {
  return (await call(account, FilterLogEvents, { logGroupName, limit: 1 })) !== undefined;
}
