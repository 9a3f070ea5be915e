import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../../values/thrown';

/** One log event as it stands on its line. */
export interface StoredEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** An event and where its line begins and ends in the file. */
export interface PlacedEvent extends StoredEvent {
  readonly start: number;
  readonly end: number;
}

const chunkBytes = 128 * 1024;
const newline = 0x0a;

/** Adds events at the end, all of them in one write; a line that a crash left unfinished is cut off first. */
export function appendEvents(file: string, events: readonly StoredEvent[]): void {
  const text = events
    .map((event) => `${JSON.stringify([event.timestamp, event.ingestionTime, event.message])}\n`)
    .join('');
  const handle = openForAppend(file);
  try {
    cutUnfinishedLine(handle);
    fs.writeFileSync(handle, text);
  } finally {
    fs.closeSync(handle);
  }
}

function openForAppend(file: string): number {
  try {
    return fs.openSync(file, 'a+', 0o600);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    return fs.openSync(file, 'a+', 0o600);
  }
}

function cutUnfinishedLine(handle: number): void {
  const { size } = fs.fstatSync(handle);
  const last = Buffer.alloc(1);
  if (size === 0 || (fs.readSync(handle, last, 0, 1, size - 1) && last[0] === newline)) return;
  for (const { end } of linesBefore(handle, size)) {
    fs.ftruncateSync(handle, end);
    return;
  }
  fs.ftruncateSync(handle, 0);
}

/** Events from a byte offset on, in the order they came. The file is read in small pieces, as far as they are asked for. */
export function* eventsFrom(file: string, offset: number): Generator<PlacedEvent> {
  yield* withFile(file, (handle) => linesFrom(handle, offset));
}

/** Events that end at or before a byte offset, newest first. */
export function* eventsBefore(file: string, offset: number): Generator<PlacedEvent> {
  yield* withFile(file, (handle) => linesBefore(handle, offset));
}

export function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function* withFile(
  file: string,
  lines: (handle: number) => Generator<Line>,
): Generator<PlacedEvent> {
  if (!fs.existsSync(file)) return;
  const handle = fs.openSync(file, 'r');
  try {
    for (const { text, start, end } of lines(handle)) {
      const event = parse(text);
      if (event) yield { ...event, start, end };
    }
  } finally {
    fs.closeSync(handle);
  }
}

function parse(text: string): StoredEvent | undefined {
  try {
    const [timestamp, ingestionTime, message] = JSON.parse(text) as [number, number, string];
    return { timestamp, ingestionTime, message };
  } catch {
    // An offset that a client made up may point into the middle of a line.
    return undefined;
  }
}

function* linesFrom(handle: number, offset: number): Generator<Line> {
  let start = offset;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = readAt(handle, start + rest.length, chunkBytes);
    if (chunk.length === 0) return;
    rest = Buffer.concat([rest, chunk]);
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      yield { text: rest.toString('utf8', 0, at), start, end: start + at + 1 };
      start += at + 1;
      rest = rest.subarray(at + 1);
    }
  }
}

function* linesBefore(handle: number, offset: number): Generator<Line> {
  let begin = offset;
  let rest: Buffer = Buffer.alloc(0);
  while (begin > 0) {
    const length = Math.min(chunkBytes, begin);
    begin -= length;
    rest = Buffer.concat([readAt(handle, begin, length), rest]);
    // The newline that ends the last line is not the one that begins it.
    for (let at = startOfLast(rest); at > 0; at = startOfLast(rest)) {
      yield* wholeLine(rest.subarray(at), begin + at);
      rest = rest.subarray(0, at);
    }
  }
  yield* wholeLine(rest, 0);
}

function startOfLast(buffer: Buffer): number {
  return buffer.length < 2 ? 0 : buffer.lastIndexOf(newline, buffer.length - 2) + 1;
}

function* wholeLine(line: Buffer, start: number): Generator<Line> {
  if (line.at(-1) !== newline) return;
  yield { text: line.toString('utf8', 0, line.length - 1), start, end: start + line.length };
}

function readAt(handle: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, fs.readSync(handle, buffer, 0, length, position));
}
