import { actions } from '../../lib/action-names';
import { shortDigest } from '../../lib/bundle/manifest';
import type { ExplainedRelease, History } from '../../lib/inspect/history';
import { nameOfCaller } from '../../lib/release/caller';
import { describeFailed } from '../../lib/release/condition';
import type { Reason } from '../../lib/release/guards/reason';
import type { HistoricRelease } from '../../lib/release/history/annotate';
import { triedAgain } from '../../lib/release/history/attempts';
import { minuteOf } from '../../lib/release/moment';
import type { Stop } from '../../lib/release/stop';
import type { Verdict } from '../../lib/release/verdict';
import { durationBetween, durationOf, shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { columnsOf, cutToColumns } from '../terminal/width';
import { fitTable, renderTable, type View, widthOf } from './table';
import { caller, cutPainted, printable } from './text';

/** On a narrower terminal there is no room for digests beside the subjects. */
const columnsWithBundles = 96;

/** What is told of a release below its row, where it does not fit into it: as far in as the commits. */
const indent = ' '.repeat(12);

interface ShownHistory extends Omit<History, 'unexplained'> {
  /** Whether only some releases were asked for. */
  readonly isFiltered?: boolean;
}

/** A row a release, newest first, and beside or below it what is to be known of it. */
export function renderHistory(
  { environment, releases, hasMore, isFiltered }: ShownHistory,
  view: HistoryView,
): string {
  if (releases.length === 0)
    return isFiltered
      ? `No release in ${environment} is like that.`
      : `Nothing was released in ${environment} yet.`;
  const remarks = releases.map((release) => remarksOn(release, view.colors));
  const beside = tableOf(releases, remarks, view);
  const fits = widthOf(beside) <= (view.columns ?? Infinity);
  const attempts = releases.map((release) => (view.verbose ? attemptLines(release) : []));
  const table = fits
    ? withBelow(beside, attempts, view)
    : withBelow(tableOf(releases, undefined, view), below(remarks, attempts), view);
  return hasMore
    ? `${table}\n${view.colors.dim('There are older ones: --limit shows more.')}`
    : table;
}

/** What a history is rendered for. */
export interface HistoryView extends View {
  /** Each attempt of what was tried again has a line of its own. */
  readonly verbose?: boolean;
}

type Lines = readonly (readonly string[])[];

function below(one: Lines, other: Lines): Lines {
  return one.map((lines, index) => [...lines, ...(other[index] ?? [])]);
}

function tableOf(
  releases: readonly ExplainedRelease[],
  remarks: Lines | undefined,
  view: View,
): string {
  const hasBundles =
    (view.columns ?? Infinity) >= columnsWithBundles &&
    releases.some(({ bundle }) => bundle !== undefined);
  const bundle = hasBundles ? ['bundle'] : [];
  const head = [
    'status',
    'commit',
    '',
    ...bundle,
    'by',
    'when (UTC)',
    'took',
    ...(remarks ? [''] : []),
  ];
  const longest = Math.max(...releases.map((release) => columnsOf(subjectOf(release))));
  return fitTable(view, { longest, least: remarks ? 30 : 10, most: 60 }, (width) => {
    const rows = releases.map((release, index) => [
      ...rowOf(release, { ...view, width, hasBundles }),
      ...(remarks ? [remarks[index]?.join(', ') ?? ''] : []),
    ]);
    return renderTable(head, rows, view.colors);
  });
}

function rowOf(
  release: ExplainedRelease,
  { colors, columns = Infinity, width, hasBundles }: View & { width: number; hasBundles: boolean },
): string[] {
  const { status, commit, startedAt, durationMs, pushedBy, bundle } = release;
  const subject = cutToColumns(subjectOf(release), width);
  return [
    painted(status, colors),
    commit === undefined ? '–' : shortCommit(commit),
    subject,
    ...(hasBundles ? [bundle === undefined ? '' : shortDigest(bundle)] : []),
    cutToColumns(caller(pushedBy), Math.max(16, columns - (hasBundles ? 74 : 64))),
    minuteOf(startedAt),
    durationMs === undefined ? '' : durationOf(durationMs),
  ];
}

function withBelow(table: string, remarks: Lines, { columns = Infinity }: View): string {
  const [head = '', ...rows] = table.split('\n');
  const lines = rows.flatMap((row, index) => [
    row,
    ...(remarks[index] ?? []).map((remark) => `${indent}${cutPainted(remark, columns - 12)}`),
  ]);
  return [head, ...lines].join('\n');
}

function subjectOf(release: ExplainedRelease): string {
  return printable(release.subject);
}

/** What neighbours, people and conditions say of a release. */
function remarksOn(release: ExplainedRelease, colors: Colors): string[] {
  const { isRollback, isRolledBack, reason, condition, verdict, stopped, failedIn } = release;
  const isRejected = verdict?.answer === 'Rejected' && failedIn !== undefined;
  const again = triedAgain(release.attempts);
  return [
    ...(isRollback ? [colors.yellow('rollback')] : []),
    ...(isRolledBack ? [colors.yellow('rolled back')] : []),
    ...(reason ? [explanationOf(reason)] : []),
    ...(verdict ? [verdictOf(verdict, colors)] : []),
    ...(stopped ? [stopOf(stopped)] : []),
    ...again.map((action) => colors.yellow(`failed in ${action}, then tried again`)),
    ...(condition ? [colors.red(printable(describeFailed(condition)))] : []),
    ...(failedIn === undefined || isRejected ? [] : [colors.red(endOf(failedIn))]),
  ];
}

function endOf(failedIn: string): string {
  return failedIn === actions.gate ? 'the gate did not let it pass' : `failed in ${failedIn}`;
}

function attemptLines({ attempts }: ExplainedRelease): string[] {
  return attempts.map(({ action, status, startedAt, updatedAt, summary }) => {
    const ends = { Succeeded: 'succeeded', Failed: 'failed', Abandoned: 'was abandoned' };
    const took = durationBetween(startedAt, updatedAt);
    const end = status === 'InProgress' ? 'is running' : `${ends[status]} after ${took}`;
    const why =
      status === 'Failed' && summary ? `: ${printable(summary.split('\n', 1)[0] ?? '')}` : '';
    return `${minuteOf(startedAt)} ${action} ${end}${why}`;
  });
}

function explanationOf({ guards, text }: Reason): string {
  return guards.length > 0 ? `${guards.join(', ')}: ${quoted(text)}` : quoted(text);
}

function verdictOf({ answer, by, comment }: Verdict, colors: Colors): string {
  const who = by === undefined ? '' : ` by ${printable(nameOfCaller(by))}`;
  const verb = answer === 'Rejected' ? colors.red('rejected') : 'approved';
  return withWords(`${verb}${who}`, comment);
}

function stopOf({ by, reason }: Stop): string {
  return withWords(by === undefined ? 'stopped' : `stopped by ${printable(by)}`, reason);
}

function withWords(what: string, words: string): string {
  return words === '' ? what : `${what}: ${quoted(words)}`;
}

function quoted(text: string): string {
  return `"${printable(text)}"`;
}

function painted(status: HistoricRelease['status'], colors: Colors): string {
  if (status === 'Succeeded') return colors.green(status);
  if (status === 'Failed') return colors.red(status);
  if (status === 'InProgress' || status === 'Stopping') return colors.cyan(status);
  return colors.dim(status);
}
