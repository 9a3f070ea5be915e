import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { checkBus } from '../model/checks';
import { invalid } from '../model/errors';
import { compilePattern } from '../pattern/compile';
import { isTree } from '../pattern/tree';

const maxEntries = 10;

export function PutEvents({ Entries }: PutEventsRequest, context: Context): PutEventsResponse {
  if (!Entries?.length || Entries.length > maxEntries)
    throw invalid(`Entries must have 1 to ${maxEntries} members.`);
  for (const { EventBusName } of Entries) checkBus(EventBusName);
  const results = Entries.map((entry) => putEvent(entry, context));
  return {
    FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
    Entries: results,
  };
}

/** Each entry is judged by itself: one that is refused does not hold back the others. */
function putEvent(entry: PutEventsRequestEntry, context: Context): PutEventsResultEntry {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  if (!Source || !DetailType || Detail === undefined)
    return refused(
      'InvalidArgument',
      `Parameter ${!Source ? 'Source' : !DetailType ? 'DetailType' : 'Detail'} is not valid. Reason: it is a required argument.`,
    );
  if (Source.startsWith('aws.'))
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parse(Detail);
  if (!isTree(detail)) return refused('MalformedDetail', 'Detail is malformed.');
  const id = context.newId();
  const time = Time === undefined ? {} : { time: Time.toISOString() };
  const event = { id, source: Source, detailType: DetailType, resources: Resources, detail };
  context.publish({ ...event, ...time });
  return { EventId: id };
}

const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function TestEventPattern({
  EventPattern,
  Event,
}: TestEventPatternRequest): TestEventPatternResponse {
  const matches = compilePattern(EventPattern ?? '');
  const event = parse(Event ?? '');
  if (!isTree(event)) throw invalid('Parameter Event is not valid.');
  const required = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];
  const missing = required.find((name) => event[name] === undefined);
  if (missing !== undefined) throw invalid(`Parameter Event is not valid: ${missing} is missing.`);
  return { Result: matches(event) };
}
