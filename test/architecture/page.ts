import { layers, type Row, table } from './table';

export const begins = '<!-- rooms: printed from test/architecture/table.ts -->';
const ends = '<!-- end of rooms -->';

/** ARCHITECTURE.md with the table as it is now. */
export function withTable(page: string): string {
  const [before, rest] = page.split(begins);
  const after = rest?.split(ends)[1];
  if (after === undefined) throw new Error('the page does not say where the table goes');
  return `${before}${begins}\n\n${printed()}\n\n${ends}${after}`;
}

function printed(): string {
  const named = Object.entries(layers).map(([name, rooms]) => [`*${name}*`, list(rooms)]);
  const rows = table.map((row) => [`\`${row.room}\``, row.is, roomsOf(row), list(row.packages)]);
  return [
    markdown([['layer', 'rooms'], ...named]),
    markdown([['folder', 'what it is', 'may import', 'packages'], ...rows]),
  ].join('\n\n');
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function roomsOf({ rooms, except = [] }: Row): string {
  return except.length === 0 ? list(rooms) : `${list(rooms)}, but not ${list(except)}`;
}

function list(names: readonly string[]): string {
  return names.map((name) => (layers[name] ? `*${name}*` : `\`${name}\``)).join(', ');
}
