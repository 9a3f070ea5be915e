import type { ReleaseDifference } from '../../lib/inspect/diff';
import { describeBetween } from '../../lib/release/state/words';
import { shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { printable } from './text';
import { changedValueLines } from './values';

type ChangedFile = ReleaseDifference['files'][number];
type ChangedSubmodule = ReleaseDifference['submodules'][number];
type LoggedCommit = ReleaseDifference['brings'][number];

const shownCommits = 20;
const shownFiles = 30;

/** What a release would change, from the whole to the parts. */
export function renderDifference(difference: ReleaseDifference, colors: Colors): string {
  const { environment, from, to, upstream, partial, upstreamUnknown } = difference;
  const unknown = upstreamUnknown
    ? [
        `  ${colors.yellow('unknown:')} what would be promoted, since the environment before did not say what it runs: ${printable(upstreamUnknown.clause)}.`,
        '  Compared with what is checked out instead.',
      ]
    : [];
  if (difference.direction === 'none' && !partial)
    return [`${colors.bold(environment)}: runs ${nameOf(to)} already.`, ...unknown].join('\n');
  const where = upstream === undefined ? '' : `, which runs in ${upstream}`;
  return [
    `${colors.bold(environment)}: ${headlineOf(difference, colors)}`,
    ...(from
      ? [
          `  from ${nameOf(from)}, ${partial ? 'which ran there last as a whole' : 'which runs there'}`,
        ]
      : []),
    ...(partial
      ? [
          `  ${colors.red('now')}  ${describeBetween(from && shortCommit(from.commit), { release: partial, status: partial.status })}`,
        ]
      : []),
    `  to   ${nameOf(to)}${where}`,
    ...unknown,
    ...commitLines('Brings', difference.brings),
    ...commitLines('Takes away', difference.takes),
    ...difference.submodules.flatMap(submoduleLines),
    ...fileLines(difference, colors),
    ...(difference.values ? changedValueLines(difference.values) : []),
  ].join('\n');
}

/** Commits under a heading; nothing for none. */
export function commitLines(heading: string, commits: readonly LoggedCommit[]): string[] {
  if (commits.length === 0) return [];
  const lines = commits
    .slice(0, shownCommits)
    .map(
      ({ commit, subject, author }) =>
        `    ${shortCommit(commit)} ${printable(subject)} (${printable(author)})`,
    );
  return [`  ${heading} ${counted(commits.length, 'commit')}:`, ...cut(lines, commits.length)];
}

function headlineOf({ direction }: ReleaseDifference, colors: Colors): string {
  switch (direction) {
    case 'rollback':
      return colors.yellow('a rollback: it only takes commits away');
    case 'sideways':
      return colors.yellow('sideways: it brings commits and takes others away');
    case 'none':
      return 'what ran there last as a whole';
    case 'first':
      return 'the first release';
    default:
      return colors.green('forward: it keeps everything that runs there');
  }
}

/** A submodule's own commits, or where to get them. */
function submoduleLines(changed: ChangedSubmodule): string[] {
  const { from, to, brings, takes } = changed;
  const path = printable(changed.path);
  if (from === undefined) return [`  Submodule ${path} is new, at ${shortCommit(to ?? '')}.`];
  if (to === undefined) return [`  Submodule ${path} goes, from ${shortCommit(from)}.`];
  const title = `  Submodule ${path}, from ${shortCommit(from)} to ${shortCommit(to)}`;
  if (!brings || !takes) return [`${title}: ${whereToGet(changed)}`];
  return [
    `${title}:`,
    ...[...commitLines('Brings', brings), ...commitLines('Takes away', takes)].map(indented),
  ];
}

function whereToGet({ path, around, isCloned }: ChangedSubmodule): string {
  if (isCloned) return `its clone here lacks them (git -C ${printable(path)} fetch --all)`;
  const git = around === '' ? 'git' : `git -C ${printable(around)}`;
  const own = around === '' ? path : path.slice(around.length + 1);
  return `it was not cloned here (${git} submodule update --init ${printable(own)})`;
}

const indented = (line: string) => `  ${line}`;

function fileLines({ files, submodules }: ReleaseDifference, colors: Colors): string[] {
  if (files.length === 0) return submodules.length === 0 ? ['  No file is different.'] : [];
  const sum = (which: 'added' | 'removed') =>
    files.reduce((total, file) => total + (file[which] ?? 0), 0);
  const lines = files.slice(0, shownFiles).map((file) => `    ${fileLine(file, colors)}`);
  const title = `  ${counted(files.length, 'file')} changed, ${counted(sum('added'), 'line')} added, ${sum('removed')} removed:`;
  return [title, ...cut(lines, files.length)];
}

function fileLine({ path, from, added, removed }: ChangedFile, colors: Colors): string {
  const name = printable(from === undefined ? path : `${from} → ${path}`);
  if (added === undefined) return `${'binary'.padStart(11)}  ${name}`;
  const counts = [`+${added}`.padStart(5), `-${removed}`.padStart(5)] as const;
  return `${colors.green(counts[0])} ${colors.red(counts[1])}  ${name}`;
}

function nameOf({ commit, subject }: { commit: string; subject: string }): string {
  return `${shortCommit(commit)} "${printable(subject)}"`;
}

function cut(lines: readonly string[], all: number): string[] {
  return lines.length === all ? [...lines] : [...lines, `    and ${all - lines.length} more`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
