import type {
  GetLogEventsCommandInput,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { invalid } from '../model/errors';
import { eventsBefore, eventsFrom, type PlacedEvent, sizeOf } from '../model/event-file';
import { eventFile, groupOf, oldestKept, streamOf } from '../model/records';

const maxPageBytes = 1_048_576;
const overheadBytes = 26;
/** How far one call looks for events in the asked range before it answers with what it has and a token to go on. */
const maxScanBytes = 4 * 1_048_576;

/**
 * One page of a stream. Tokens are byte offsets: `f/` reads on from there, `b/` what stands before it. A page that
 * ends where it began carries the token it was asked with, which is the end marker.
 */
export function GetLogEvents(
  input: GetLogEventsCommandInput,
  context: Context,
): GetLogEventsResponse {
  const group = groupOf(input, context);
  const stream = streamOf(group.name, input.logStreamName, context);
  const limit = input.limit ?? 10_000;
  if (limit < 1 || limit > 10_000) throw invalid('limit is 1 to 10000.');
  const file = eventFile(group.name, stream.name, context);
  const place = startOf(input, sizeOf(file));
  const from = Math.max(input.startTime ?? 0, oldestKept(group, context));
  const to = input.endTime ?? Number.POSITIVE_INFINITY;
  const wanted = ({ timestamp }: PlacedEvent) => timestamp >= from && timestamp < to;
  const page = readPage(file, place, limit, wanted);
  return {
    events: page.events.map(({ timestamp, message, ingestionTime }) => ({
      timestamp,
      message,
      ingestionTime,
    })),
    nextForwardToken: `f/${String(page.end).padStart(56, '0')}`,
    nextBackwardToken: `b/${String(page.start).padStart(56, '0')}`,
  };
}

interface Place {
  readonly forward: boolean;
  readonly offset: number;
}

function startOf({ nextToken, startFromHead }: GetLogEventsCommandInput, size: number): Place {
  if (nextToken === undefined)
    return startFromHead ? { forward: true, offset: 0 } : { forward: false, offset: size };
  const match = /^([fb])\/(\d{56})$/.exec(nextToken);
  if (!match) throw invalid('The specified nextToken is invalid.');
  return { forward: match[1] === 'f', offset: Math.min(Number(match[2]), size) };
}

function readPage(
  file: string,
  { forward, offset }: Place,
  limit: number,
  wanted: (event: PlacedEvent) => boolean,
): { events: PlacedEvent[]; start: number; end: number } {
  const events: PlacedEvent[] = [];
  let reached = offset;
  let bytes = 0;
  for (const event of (forward ? eventsFrom : eventsBefore)(file, offset)) {
    if (wanted(event)) {
      bytes += Buffer.byteLength(event.message) + overheadBytes;
      if (events.length > 0 && bytes > maxPageBytes) break;
      events.push(event);
    }
    reached = forward ? event.end : event.start;
    if (events.length >= limit || Math.abs(reached - offset) > maxScanBytes) break;
  }
  return forward
    ? { events, start: offset, end: reached }
    : { events: events.reverse(), start: reached, end: offset };
}
