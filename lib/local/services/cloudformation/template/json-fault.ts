const token =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

/** Thrown to leave the reader at the place where the text stops being JSON. */
class Fault {
  constructor(readonly position: number) {}
}

/** Where a text that `JSON.parse` refused stops being JSON; its own messages do not always say. */
export function jsonFault(text: string): { line: number; column: number } {
  let position = text.length;
  try {
    position = readValue(text, 0);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    position = fault.position;
  }
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

interface Token {
  readonly text: string;
  readonly end: number;
}

function next(text: string, from: number): Token {
  token.lastIndex = from;
  const match = token.exec(text);
  if (!match) throw new Fault(skipSpace(text, from));
  return { text: match[0].trimStart(), end: token.lastIndex };
}

function skipSpace(text: string, from: number): number {
  return from + (/^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0);
}

function expect(text: string, from: number, wanted: (token: string) => boolean): Token {
  const found = next(text, from);
  if (!wanted(found.text)) throw new Fault(skipSpace(text, from));
  return found;
}

/** @returns the position after the value */
function readValue(text: string, from: number): number {
  const first = expect(text, from, (found) => !/^[}\],:]$/.test(found));
  if (first.text === '{') return readList(text, first.end, '}', readMember);
  return first.text === '[' ? readList(text, first.end, ']', readValue) : first.end;
}

function readMember(text: string, from: number): number {
  const name = expect(text, from, (found) => found.startsWith('"'));
  return readValue(text, expect(text, name.end, (found) => found === ':').end);
}

function readList(
  text: string,
  from: number,
  close: string,
  readItem: (text: string, from: number) => number,
): number {
  const first = next(text, from);
  if (first.text === close) return first.end;
  for (let position = readItem(text, from); ; ) {
    const after = expect(text, position, (found) => found === ',' || found === close);
    if (after.text === close) return after.end;
    position = readItem(text, after.end);
  }
}
