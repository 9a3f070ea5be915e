import { stripVTControlCharacters } from 'node:util';
import { nameOfCaller } from '../../lib/release/caller';
import { columnsOf, cutToColumns, wrapToColumns } from '../terminal/width';

/** Text that others wrote, made safe to show: a commit's subject could otherwise steer the terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ');
}

/** A line that a build printed, for a terminal: what a `\r` would have overwritten is left out. */
export function printableLine(line: string): string {
  return printable((line.trimEnd().split('\r').at(-1) ?? '').replaceAll('\t', '    '));
}

/** More than any terminal has columns for. */
const longest = 2000;
/** Steering takes characters that are not shown. */
const longestRaw = 4 * longest;

/** What a terminal can show of a line that may be as long as others liked, for what is drawn many times. */
export function glance(line: string): string {
  const last = line.trimEnd();
  const raw = last.slice(last.lastIndexOf('\r') + 1).slice(0, longestRaw);
  // A character of two parts is not cut in half.
  return printableLine(raw)
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/, '');
}

export function caller(arn: string | undefined): string {
  return arn === undefined ? '–' : printable(nameOfCaller(arn));
}

/** Cut to a number of columns. What does not fit loses its colour with its end. */
export function cutPainted(text: string, columns: number): string {
  const plain = stripVTControlCharacters(text);
  return columnsOf(plain) <= columns ? text : cutToColumns(plain, columns);
}

/** Broken between words for a terminal of so many columns; further lines stand below the text of the first one. */
export function hung(line: string, columns = Infinity): string[] {
  if (columnsOf(stripVTControlCharacters(line)) <= columns) return [line];
  const margin = /^ */.exec(line)?.[0] ?? '';
  const [first = '', ...further] = wrapToColumns(line.trimStart(), columns - margin.length - 2);
  return [`${margin}${first}`, ...further.map((one) => `${margin}  ${one}`)];
}
