import { createHash } from 'node:crypto';
import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { invalid } from '../model/errors';
import type { PlacedEvent } from '../model/event-file';
import { readFilterPattern } from '../model/filter-pattern';
import { MergedStreams, type StreamSpan } from '../model/merged-streams';
import { eventFile, groupOf, oldestKept, type StoredLogGroup, streams } from '../model/records';
import { timesOf } from './streams';

const maxPageBytes = 1_048_576;
const overheadBytes = 26;
const maxScanBytes = 8 * 1_048_576;

/** Events of a group's streams in order of time. A page may be empty and still carry a token: then go on. */
export function FilterLogEvents(
  input: FilterLogEventsCommandInput,
  context: Context,
): FilterLogEventsResponse {
  const group = groupOf(input, context);
  if (input.logStreamNames && input.logStreamNamePrefix !== undefined)
    throw invalid('logStreamNames and logStreamNamePrefix exclude each other.');
  const limit = input.limit ?? 10_000;
  if (limit < 1 || limit > 10_000) throw invalid('limit is 1 to 10000.');
  const matches = readFilterPattern(input.filterPattern);
  const from = Math.max(input.startTime ?? 0, oldestKept(group, context));
  const to = input.endTime ?? Number.POSITIVE_INFINITY;
  const spans = spansOf(group, input, context).filter(
    ({ first, last }) => last >= from && first <= to,
  );
  const merged = new MergedStreams(spans, input.nextToken);
  const events: FilteredLogEvent[] = [];
  const room = { bytes: maxPageBytes, scan: maxScanBytes };
  for (let next = merged.peek(); next && events.length < limit; next = merged.peek()) {
    const { stream, event } = next;
    const inRange = event.timestamp >= from && event.timestamp <= to;
    if (inRange && matches(event.message)) {
      room.bytes -= Buffer.byteLength(event.message) + overheadBytes;
      if (events.length > 0 && room.bytes < 0) break;
      events.push(describe(stream, event));
    }
    merged.take();
    room.scan -= event.end - event.start;
    if (room.scan < 0) break;
  }
  const nextToken = merged.close();
  return { events, searchedLogStreams: [], nextToken };
}

function spansOf(
  group: StoredLogGroup,
  { logStreamNames, logStreamNamePrefix = '' }: FilterLogEventsCommandInput,
  context: Context,
): StreamSpan[] {
  return streams(group.name, context)
    .list()
    .filter(({ name }) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix))
    .flatMap(({ name }) => {
      const times = timesOf(group.name, name, context);
      return times ? [{ name, file: eventFile(group.name, name, context), ...times }] : [];
    });
}

function describe(stream: string, event: PlacedEvent): FilteredLogEvent {
  const source = createHash('sha256').update(stream).digest().readUIntBE(0, 6);
  return {
    logStreamName: stream,
    timestamp: event.timestamp,
    message: event.message,
    ingestionTime: event.ingestionTime,
    // Unique in the group and the same at every reading: clients drop repeated events by it.
    eventId: `${event.timestamp}${String(source).padStart(15, '0')}${String(event.start).padStart(28, '0')}`,
  };
}
