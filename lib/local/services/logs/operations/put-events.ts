import type {
  InputLogEvent,
  PutLogEventsCommandInput,
  PutLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { invalid } from '../model/errors';
import { appendEvents } from '../model/event-file';
import { eventFile, groupOf, oldestKept, streamOf } from '../model/records';

const maxEvents = 10_000;
const maxBatchBytes = 1_048_576;
const overheadBytes = 26;
const day = 86_400_000;

/** Events are on disk when this returns. They are served in the order they came, which builds keep in order of time. */
export function PutLogEvents(
  input: PutLogEventsCommandInput,
  context: Context,
): PutLogEventsResponse {
  const group = groupOf(input, context);
  const stream = streamOf(group.name, input.logStreamName, context);
  const events = input.logEvents ?? [];
  checkBatch(events);
  const now = context.now().getTime();
  const oldest = Math.max(now - 14 * day, oldestKept(group, context));
  const times = events.map(({ timestamp = 0 }) => timestamp);
  const begin = times.findIndex((time) => time >= oldest);
  const late = times.findIndex((time) => time > now + day / 12);
  const tooOld = begin < 0 ? events.length : begin;
  const tooNew = late < 0 ? events.length : late;
  const kept = events.slice(tooOld, tooNew).map(({ timestamp = 0, message = '' }) => ({
    timestamp,
    ingestionTime: now,
    message,
  }));
  if (kept.length > 0) appendEvents(eventFile(group.name, stream.name, context), kept);
  return {
    // Sequence tokens are no longer needed, but still handed out.
    nextSequenceToken: String(now).padStart(56, '0'),
    ...(kept.length < events.length && {
      rejectedLogEventsInfo: {
        ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
        ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      },
    }),
  };
}

function checkBatch(events: readonly InputLogEvent[]): void {
  if (events.length === 0 || events.length > maxEvents)
    throw invalid(`A batch has 1 to ${maxEvents} log events.`);
  let size = 0;
  let before = 0;
  for (const { timestamp = 0, message = '' } of events) {
    size += Buffer.byteLength(message) + overheadBytes;
    if (message === '') throw invalid('A log event needs a message.');
    if (timestamp < before)
      throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    before = timestamp;
  }
  if (size > maxBatchBytes)
    throw invalid(`Upload too large: ${size} bytes exceeds limit of ${maxBatchBytes}`);
  if (before - (events[0]?.timestamp ?? 0) > day)
    throw invalid(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
}
