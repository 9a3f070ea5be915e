import { shortDigest } from '../../lib/bundle/manifest';
import { describeFailed } from '../../lib/release/condition';
import { durationBetween, shortCommit } from '../../lib/release/follow';
import type { HistoricRelease } from '../../lib/release/history';
import type { Reason } from '../../lib/release/reason';
import { isGreeting } from '../../lib/release/standing';
import type { ExplainedRelease, History } from '../../lib/remote/history';
import type { Colors } from '../output';
import { renderTable, type View } from './table';
import { ago, caller, printable, shorten } from './text';

function headOf(hasBundles: boolean): string[] {
  return ['status', 'commit', '', ...(hasBundles ? ['bundle'] : []), 'by', 'when', 'took', ''];
}

const greeting = 'the pipeline was installed; nothing was there to release';

/** A row a release, newest first. */
export function renderHistory(
  { environment, releases, hasMore }: Omit<History, 'unexplained'>,
  view: View,
): string {
  if (releases.length === 0) return `Nothing was released in ${environment} yet.`;
  const hasBundles = releases.some(({ bundle }) => bundle !== undefined);
  const table = renderTable(
    headOf(hasBundles),
    releases.map((release) => rowOf(release, view, hasBundles)),
    view.colors,
  );
  return hasMore
    ? `${table}\n${view.colors.dim('There are older ones: --limit shows more.')}`
    : table;
}

function rowOf(release: ExplainedRelease, view: View, hasBundles: boolean): string[] {
  const { colors, now } = view;
  const { status, commit, startedAt, updatedAt, durationMs, pushedBy, bundle } = release;
  return [
    painted(status, colors),
    commit === undefined ? '–' : shortCommit(commit),
    isGreeting(release)
      ? colors.dim(shorten(greeting, subjectWidth(view)))
      : shorten(printable(release.subject), subjectWidth(view)),
    ...(hasBundles ? [bundle === undefined ? '' : shortDigest(bundle)] : []),
    caller(pushedBy),
    ago(startedAt, now),
    durationMs === undefined ? '' : durationBetween(startedAt, updatedAt),
    remarksOn(release, view),
  ];
}

/** What the neighbours in the history tell of a release, and why it was made where somebody had to say so. */
function remarksOn(
  { isRollback, isRolledBack, reason, condition }: ExplainedRelease,
  { colors, columns }: View,
): string {
  const room = columns === undefined ? Infinity : 50;
  return [
    ...(isRollback ? [colors.yellow('rollback')] : []),
    ...(isRolledBack ? [colors.yellow('rolled back')] : []),
    ...(condition ? [colors.red(shorten(printable(describeFailed(condition)), room))] : []),
    ...(reason ? [shorten(explanationOf(reason), room)] : []),
  ].join(', ');
}

function explanationOf({ guards, text }: Reason): string {
  const quoted = `"${printable(text)}"`;
  return guards.length > 0 ? `${guards.join(', ')}: ${quoted}` : quoted;
}

function subjectWidth({ columns }: View): number {
  return columns === undefined ? 60 : Math.max(10, Math.min(60, columns - 85));
}

function painted(status: HistoricRelease['status'], colors: Colors): string {
  if (status === 'Succeeded') return colors.green(status);
  if (status === 'Failed') return colors.red(status);
  if (status === 'InProgress' || status === 'Stopping') return colors.cyan(status);
  return colors.dim(status);
}
