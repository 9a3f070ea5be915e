import { type Command, groups } from '../command';
import type { Parameter } from '../parameter';
import type { Output } from '../terminal/output';

type Row = readonly [left: string, right: string];

/** `gitenv --help`: what it is for, every command in its group, and where to read more. */
export function renderHelp(
  commands: readonly Command[],
  options: readonly Parameter[],
  { colors, columns }: Pick<Output, 'colors' | 'columns'>,
): string {
  const sections = groups.map((group) => ({
    title: group,
    rows: commands.filter((c) => c.group === group).map((c): Row => [headOf(c), c.summary]),
  }));
  const all = [...sections, { title: 'Everywhere', rows: [...rowsOf(options), versionRow] }];
  const width = widthOf(all.flatMap(({ rows }) => rows));
  return [
    'git push to deploy, for teams that own a dev, a stg and a prd AWS account.',
    ...all
      .filter(({ rows }) => rows.length > 0)
      .map(({ title, rows }) => `${colors.bold(title)}\n${table(rows, width, columns)}`),
    `gitenv <command> --help says more about each.`,
  ].join('\n\n');
}

const versionRow: Row = ['-V, --version', 'Print the version'];

/** `gitenv <command> --help`. */
export function renderCommandHelp(
  path: string,
  command: Command,
  options: readonly Parameter[],
  { colors, columns }: Pick<Output, 'colors' | 'columns'>,
): string {
  const examples = (command.examples ?? []).map(({ line, meaning }): Row => [line, meaning]);
  const inner = (command.commands ?? []).map((c): Row => [headOf(c), c.summary]);
  const sections: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    ['Commands', inner],
    ['Arguments', rowsOf(command.arguments ?? [])],
    ['Options', rowsOf(command.options ?? [])],
    ['Everywhere', rowsOf(options)],
    ['Examples', examples],
  ];
  return [
    `${command.summary}.`,
    ...(command.description ? [wrap(command.description, roomIn(columns) - 2).join('\n')] : []),
    `${colors.bold('Usage')}\n  ${usageOf(path, command)}`,
    ...sections
      .filter(([, rows]) => rows.length > 0)
      .map(([title, rows]) => `${colors.bold(title)}\n${table(rows, widthOf(rows), columns)}`),
  ].join('\n\n');
}

function usageOf(path: string, command: Command): string {
  if (command.commands) return `${path} <command>`;
  const words = shown(command.arguments).map(({ spelling }) => spelling);
  return [path, ...words, ...(command.options?.length ? ['[options]'] : [])].join(' ');
}

function headOf(command: Command): string {
  if (command.commands) return `${command.name} ${command.commands.map((c) => c.name).join('|')}`;
  return [command.name, ...shown(command.arguments).map(({ spelling }) => spelling)].join(' ');
}

function rowsOf(parameters: readonly Parameter[]): Row[] {
  return shown(parameters).map(({ spelling, meaning, fallback, choices }) => {
    const limits = choices ? ` (${choices.join(' or ')})` : '';
    const standard = fallback === undefined ? '' : ` (default ${fallback})`;
    return [spelling, `${meaning}${limits}${standard}`];
  });
}

function shown(parameters: readonly Parameter[] = []): readonly Parameter[] {
  return parameters.filter(({ hidden }) => !hidden);
}

function widthOf(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(([left]) => left.length));
}

/** Longer lines are hard to read, however wide the terminal. */
function roomIn(columns = 100): number {
  return Math.min(100, columns);
}

/** Two columns; the right one wraps under itself, and is never too narrow to be read. */
function table(rows: readonly Row[], width: number, columns: number | undefined): string {
  const indent = ' '.repeat(width + 4);
  const room = Math.max(24, roomIn(columns) - width - 4);
  return rows
    .map(([left, right]) => `  ${left.padEnd(width)}  ${wrap(right, room).join(`\n${indent}`)}`)
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
