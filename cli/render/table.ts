import Table, { type Cell } from 'cli-table3';
import type { Colors } from '../output';

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
