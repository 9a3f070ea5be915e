import { stripVTControlCharacters } from 'node:util';
import Table, { type Cell } from 'cli-table3';
import type { Colors } from '../terminal/output';
import { columnsOf } from '../terminal/width';

/** What a table is rendered for. */
export interface View {
  readonly now: Date;
  /** Width to fit in; undefined where nobody looks at it on a terminal. */
  readonly columns: number | undefined;
  readonly colors: Colors;
}

/** Two spaces between columns and no lines at all: easy to read, and to cut apart with other tools. */
const chars = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export function renderTable(
  head: readonly string[],
  rows: readonly Cell[][],
  colors: Colors,
): string {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ chars, style, head: head.map((title) => colors.dim(title)) });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Columns of the widest line. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => columnsOf(stripVTControlCharacters(line))));
}

/**
 * A table with one column that takes what the others leave of the terminal.
 * @param longest columns of the longest cell there
 * @param render the table, with that column cut to so many
 */
export function fitTable(
  { columns = Infinity }: View,
  { longest, least, most }: { longest: number; least: number; most: number },
  render: (width: number) => string,
): string {
  const widest = Math.min(longest, most);
  const whole = render(widest);
  const over = widthOf(whole) - columns;
  return over <= 0 ? whole : render(Math.max(least, widest - over));
}
