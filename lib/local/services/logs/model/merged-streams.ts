import { fieldsOf, isFields } from '../../../values/fields';
import { invalid } from './errors';
import { eventsFrom, type PlacedEvent } from './event-file';

/** A stream that has events, and when. */
export interface StreamSpan {
  readonly name: string;
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

interface OpenStream {
  readonly name: string;
  readonly events: Generator<PlacedEvent>;
  head: PlacedEvent;
}

/** Where a page ended: the last stream opened, and how far those that are not at their end were read. */
interface Position {
  readonly after: readonly [first: number, name: string] | undefined;
  readonly offsets: Readonly<Record<string, number>>;
}

/**
 * The events of many streams in order of time. A stream is opened only when its first event is due, so that ten
 * thousand streams cost no more than those that overlap.
 */
export class MergedStreams {
  private readonly waiting: StreamSpan[];
  private readonly open: OpenStream[] = [];
  private after: Position['after'];

  constructor(spans: readonly StreamSpan[], token: string | undefined) {
    const { after, offsets } = readToken(token);
    this.after = after;
    const inOrder = spans.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
    for (const span of inOrder)
      if (Object.hasOwn(offsets, span.name)) this.start(span, offsets[span.name] ?? 0);
    this.waiting = inOrder.filter((span) => after === undefined || compare(keyOf(span), after) > 0);
  }

  /** The earliest event not taken yet. */
  peek(): { stream: string; event: PlacedEvent } | undefined {
    for (;;) {
      const earliest = this.earliest();
      const [next] = this.waiting;
      if (!next || (earliest && earliest.head.timestamp < next.first))
        return earliest && { stream: earliest.name, event: earliest.head };
      this.waiting.shift();
      this.after = keyOf(next);
      this.start(next, 0);
    }
  }

  take(): void {
    const earliest = this.earliest();
    if (!earliest) return;
    const next = earliest.events.next();
    if (next.done) this.open.splice(this.open.indexOf(earliest), 1);
    else earliest.head = next.value;
  }

  /** Closes the files. @returns the token to go on from, unless all was taken */
  close(): string | undefined {
    for (const { events } of this.open) events.return(undefined);
    if (this.open.length === 0 && this.waiting.length === 0) return undefined;
    const offsets = Object.fromEntries(this.open.map(({ name, head }) => [name, head.start]));
    const position: Position = { after: this.after, offsets };
    return Buffer.from(JSON.stringify(position)).toString('base64url');
  }

  private earliest(): OpenStream | undefined {
    return this.open.reduce<OpenStream | undefined>(
      (best, stream) => (best && best.head.timestamp <= stream.head.timestamp ? best : stream),
      undefined,
    );
  }

  private start({ name, file }: StreamSpan, offset: number): void {
    const events = eventsFrom(file, offset);
    const first = events.next();
    if (!first.done) this.open.push({ name, events, head: first.value });
  }
}

function keyOf({ first, name }: StreamSpan): readonly [number, string] {
  return [first, name];
}

function compare(a: readonly [number, string], b: readonly [number, string]): number {
  return a[0] - b[0] || (a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1);
}

function isPosition(value: unknown): value is Position {
  const { after, offsets } = fieldsOf(value);
  const [first, name] = Array.isArray(after) ? after : [];
  const isAfter = after === undefined || (typeof first === 'number' && typeof name === 'string');
  const isOffset = (offset: unknown) => Number.isSafeInteger(offset) && Number(offset) >= 0;
  return isAfter && isFields(offsets) && Object.values(offsets).every(isOffset);
}

function readToken(token: string | undefined): Position {
  if (token === undefined) return { after: undefined, offsets: {} };
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isPosition(position)) return position;
  } catch {
    // Answered below: whatever the token is, it is none of ours.
  }
  throw invalid('The specified nextToken is invalid.');
}
