import { shortDigest } from '../../lib/bundle/manifest';
import type { ReleaseOnItsWay } from '../../lib/inspect/standing';
import type { AwaitedStatus, EnvironmentStatus } from '../../lib/inspect/status';
import { isFreeze } from '../../lib/release/condition';
import { ago } from '../../lib/release/moment';
import { halfWay, notVerified } from '../../lib/release/state/words';
import { shortCommit } from '../../lib/release/wording';
import { columnsOf, cutToColumns } from '../terminal/width';
import { notesOf } from './status-notes';
import { fitTable, renderTable, type View, widthOf } from './table';
import { caller, cutPainted, printable } from './text';

/** A narrower terminal has no room for digests beside what people look for first; `gitenv history` shows them too. */
const columnsWithBundles = 112;

type Shown = EnvironmentStatus | AwaitedStatus;

/** One row an environment, or one block where rows would not fit; what is not as it should be stands out. */
export function renderStatus(all: readonly Shown[], view: View): string {
  if (all.length === 0) return 'There is no environment yet.\nnext: gitenv init dev';
  const statuses = all.flatMap((it) => ('isAwaited' in it ? [] : it));
  const { columns = Infinity } = view;
  const hasBundles =
    columns >= columnsWithBundles && statuses.some(({ running }) => running?.bundle !== undefined);
  const table = [hasBundles, false]
    .map((withBundles) => tableOf(all, view, withBundles))
    .find((text) => widthOf(text) <= columns);
  const body = table === undefined ? blocksOf(all, view) : withWhy(table, all, view);
  const notes = statuses.flatMap((status) => notesOf(status, view));
  return notes.length > 0 ? `${body}\n\n${notes.join('\n')}` : body;
}

function tableOf(all: readonly Shown[], view: View, hasBundles: boolean): string {
  const bundle = hasBundles ? ['bundle'] : [];
  const head = ['environment', 'should run', 'runs', '', ...bundle, 'since', 'by', 'on its way'];
  const subjects = all.map((it) => ('isAwaited' in it ? 0 : columnsOf(besideOf(it))));
  const most = view.columns === undefined ? 50 : Math.min(50, view.columns);
  const subject = { longest: Math.max(...subjects), least: 8, most };
  return fitTable(view, subject, (width) =>
    renderTable(
      [...head, 'compared'],
      all.map((status) => rowOf(status, { ...view, width, hasBundles })),
      view.colors,
    ),
  );
}

function rowOf(
  status: Shown,
  view: View & { readonly width: number; readonly hasBundles: boolean },
): string[] {
  const { colors, now, width, hasBundles } = view;
  if ('isAwaited' in status || status.error)
    return [status.environment, ...Array(hasBundles ? 8 : 7).fill('')];
  const { wanted, running } = status;
  return [
    colors.bold(status.environment),
    painted(wanted === undefined ? 'nothing yet' : shortCommit(wanted.commit), status, view),
    runs(status, view),
    cutToColumns(besideOf(status), width),
    ...(hasBundles ? [running?.bundle === undefined ? '' : shortDigest(running.bundle)] : []),
    running ? ago(running.since, now) : '',
    running ? caller(running.pushedBy) : '',
    onItsWay(status, view) || '–',
    distanceOf(status) || '–',
  ];
}

function runs({ running, partial, unverified }: EnvironmentStatus, { colors }: View): string {
  const whole = running && shortCommit(running.commit);
  if (whole !== undefined && unverified && !partial) return colors.red(whole);
  if (!partial) return whole ?? 'nothing yet';
  const part = shortCommit(partial.commit);
  return colors.red(whole === undefined ? `a part of ${part}` : `between ${whole} and ${part}`);
}

/** The subject of what runs, or why nothing runs as a whole. */
function besideOf({ running, partial, unverified }: EnvironmentStatus): string {
  if (unverified && !partial) return `(${notVerified(unverified)})`;
  return partial ? `(${halfWay(partial.status)})` : printable(running?.subject ?? '');
}

/** Why an environment does not answer takes the whole of its row, and makes no column wider. */
function withWhy(table: string, all: readonly Shown[], view: View): string {
  const [head = '', ...rows] = table.split('\n');
  const names = ['environment', ...all.map(({ environment }) => environment)];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = all.map((status, index) => {
    const why = whyUnknown(status, view);
    if (why === undefined) return rows[index] ?? '';
    const { environment } = status;
    return `${view.colors.bold(environment)}${' '.repeat(width - environment.length)}${why}`;
  });
  return [head, ...lines].join('\n');
}

function whyUnknown(status: Shown, { colors }: View): string | undefined {
  if ('isAwaited' in status) return colors.dim('not answered yet …');
  const { error } = status;
  return error && `${colors.red('no answer')}: ${printable(error.message)}`;
}

function painted(intent: string, status: EnvironmentStatus, { colors }: View): string {
  return isAsIntended(status) ? intent : colors.yellow(intent);
}

function isAsIntended({ wanted, running, partial }: EnvironmentStatus): boolean {
  return partial === undefined && wanted?.commit === running?.commit;
}

/** The same below each other: what runs first, and of the rest only what there is. */
function blocksOf(all: readonly Shown[], view: View): string {
  const width = Math.max(...all.map(({ environment }) => environment.length)) + 2;
  const block = (status: Shown) => {
    const [first = '', ...rest] = blockOf(status, width, view);
    const gap = ' '.repeat(width - status.environment.length);
    const lines = rest.map((line) => `${' '.repeat(width)}${line}`);
    const whole = [`${view.colors.bold(status.environment)}${gap}${first}`, ...lines];
    return whole.map((line) => cutPainted(line, view.columns ?? Infinity)).join('\n');
  };
  return all.map(block).join('\n');
}

function blockOf(status: Shown, indent: number, view: View): string[] {
  const why = whyUnknown(status, view);
  if (why !== undefined || 'isAwaited' in status) return [why ?? ''];
  const { wanted, running, partial } = status;
  const { columns = Infinity, now } = view;
  const what = partial ? runs(status, view) : `runs ${runs(status, view)}`;
  const beside = besideOf(status);
  const intent = wanted === undefined ? 'nothing yet' : shortCommit(wanted.commit);
  return [
    beside === '' ? what : besides(what, beside, columns - indent),
    ...(running ? [`since ${ago(running.since, now)}, by ${caller(running.pushedBy)}`] : []),
    ...(isAsIntended(status) ? [] : [`should run ${painted(intent, status, view)}`]),
    onItsWay(status, view),
    distanceOf(status),
  ].filter((line) => line !== '' && line !== '?');
}

/** What may be painted stays whole. */
function besides(what: string, more: string, columns: number): string {
  return `${what} ${cutToColumns(more, Math.max(1, columns - widthOf(what) - 1))}`;
}

function onItsWay({ onItsWay: way }: EnvironmentStatus, { colors }: View): string {
  const [newest] = way;
  if (!newest) return '';
  const more = way.length > 1 ? ` and ${way.length - 1} more` : '';
  return colors.cyan(`${shortCommit(newest.commit)} ${whereabouts(newest)}${more}`);
}

/** Where a release is that is not over, after its commit. */
export function whereabouts({ stage, action, waitsFor, status, heldBy }: ReleaseOnItsWay): string {
  if (status === 'Stopping') return 'is being stopped';
  if (heldBy) return isFreeze(heldBy) ? 'is held by a freeze' : `waits in ${heldBy.stage}`;
  if (waitsFor === 'approval') return 'waits for approval';
  if (waitsFor === 'stage') return `waits for ${stage}`;
  if (waitsFor === 'transition') return `waits before ${stage}, which is closed`;
  return stage === undefined ? 'begins' : `in ${action ?? stage}`;
}

function distanceOf(status: EnvironmentStatus): string {
  const { upstream, behind, ahead, sameBundle, running } = status;
  if (upstream === undefined || !running) return '';
  if (behind === undefined) return '?';
  if (sameBundle === false) return `${upstream}’s commit, another bundle`;
  const parts = [
    ...(behind > 0 ? [`${behind} behind`] : []),
    ...(ahead !== undefined && ahead > 0 ? [`${ahead} ahead of`] : []),
  ];
  return `${parts.join(', ') || 'level with'} ${upstream}`;
}
