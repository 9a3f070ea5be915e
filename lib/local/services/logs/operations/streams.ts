import fs from 'node:fs';
import type {
  CreateLogStreamCommandInput,
  DeleteLogStreamCommandInput,
  DescribeLogStreamsCommandInput,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { alreadyExists, invalid, pageTokens } from '../model/errors';
import { eventsBefore, eventsFrom, sizeOf } from '../model/event-file';
import {
  eventFile,
  groupArn,
  groupOf,
  type StoredLogStream,
  streamOf,
  streams,
} from '../model/records';

export function CreateLogStream(input: CreateLogStreamCommandInput, context: Context): void {
  const group = groupOf(input, context);
  const name = input.logStreamName ?? '';
  if (!/^[^:*]{1,512}$/.test(name)) throw invalid(`'${name}' is not a log stream name.`);
  if (streams(group.name, context).get(name))
    throw alreadyExists('The specified log stream already exists');
  streams(group.name, context).put(name, { name, createdAt: context.now().getTime() });
}

export function DeleteLogStream(input: DeleteLogStreamCommandInput, context: Context): void {
  const group = groupOf(input, context);
  const stream = streamOf(group.name, input.logStreamName, context);
  streams(group.name, context).delete(stream.name);
  fs.rmSync(eventFile(group.name, stream.name, context), { force: true });
}

export function DescribeLogStreams(
  input: DescribeLogStreamsCommandInput,
  context: Context,
): DescribeLogStreamsResponse {
  const group = groupOf(input, context);
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && input.logStreamNamePrefix !== undefined)
    throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const found = streams(group.name, context)
    .list()
    .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''))
    .map((stream) => ({ stream, last: byTime ? lastOf(group.name, stream, context) : 0 }))
    .sort((a, b) => a.last - b.last || (a.stream.name < b.stream.name ? -1 : 1));
  if (input.descending) found.reverse();
  const { items, next } = pageOf(found, input.nextToken, input.limit ?? 50, pageTokens);
  return {
    logStreams: items.map(({ stream }) => describe(group.name, stream, context)),
    nextToken: next,
  };
}

function lastOf(group: string, stream: StoredLogStream, context: Context): number {
  return timesOf(group, stream.name, context)?.last ?? stream.createdAt;
}

/** When a stream's first and last events happened; undefined for an empty stream. */
export function timesOf(
  group: string,
  stream: string,
  context: Context,
): { first: number; last: number; lastIngestion: number } | undefined {
  const file = eventFile(group, stream, context);
  const [first] = eventsFrom(file, 0);
  const [last] = eventsBefore(file, sizeOf(file));
  if (!first || !last) return undefined;
  return { first: first.timestamp, last: last.timestamp, lastIngestion: last.ingestionTime };
}

function describe(group: string, stream: StoredLogStream, context: Context): LogStream {
  const times = timesOf(group, stream.name, context);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(times && {
      firstEventTimestamp: times.first,
      lastEventTimestamp: times.last,
      lastIngestionTime: times.lastIngestion,
    }),
    arn: `${groupArn(group, context)}:log-stream:${stream.name}`,
    // AWS stopped reporting sizes of streams and answers zero.
    storedBytes: 0,
  };
}
