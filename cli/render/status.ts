import { shortDigest } from '../../lib/bundle/manifest';
import type { EnvironmentStatus, ReleaseInFlight } from '../../lib/inspect/status';
import { describeFailed, isFreeze } from '../../lib/release/condition';
import { describeHeldIn } from '../../lib/release/following/follow';
import { describeClosed, describeLock } from '../../lib/release/lock/closed';
import { shortCommit } from '../../lib/release/wording';
import { columnsOf, cutToColumns } from '../terminal/width';
import { fitTable, renderTable, type View, widthOf } from './table';
import { ago, caller, printable } from './text';

/** A narrower terminal has no room for digests beside what people look for first; `gitenv history` shows them too. */
const columnsWithBundles = 112;

/** One row an environment, or one block where rows would not fit; what is not as it should be stands out. */
export function renderStatus(statuses: readonly EnvironmentStatus[], view: View): string {
  if (statuses.length === 0) return 'There is no environment yet.\nnext: gitenv init dev';
  const { columns = Infinity } = view;
  const hasBundles =
    columns >= columnsWithBundles && statuses.some(({ running }) => running?.bundle !== undefined);
  const table = [hasBundles, false]
    .map((withBundles) => tableOf(statuses, view, withBundles))
    .find((text) => widthOf(text) <= columns);
  const body = table === undefined ? blocksOf(statuses, view) : withErrors(table, statuses, view);
  const notes = statuses.flatMap((status) => notesOf(status, view));
  return notes.length > 0 ? `${body}\n\n${notes.join('\n')}` : body;
}

function tableOf(statuses: readonly EnvironmentStatus[], view: View, hasBundles: boolean): string {
  const bundle = hasBundles ? ['bundle'] : [];
  const head = ['environment', 'should run', 'runs', '', ...bundle, 'since', 'by', 'on its way'];
  const subjects = statuses.map(({ running }) => columnsOf(printable(running?.subject ?? '')));
  const most = view.columns === undefined ? 50 : Math.min(50, view.columns);
  const subject = { longest: Math.max(...subjects), least: 8, most };
  return fitTable(view, subject, (width) =>
    renderTable(
      [...head, 'compared'],
      statuses.map((status) => rowOf(status, { ...view, width, hasBundles })),
      view.colors,
    ),
  );
}

function rowOf(
  status: EnvironmentStatus,
  view: View & { readonly width: number; readonly hasBundles: boolean },
): string[] {
  const { colors, now, width, hasBundles } = view;
  const { tip, running } = status;
  if (status.error) return [status.environment, ...Array(hasBundles ? 8 : 7).fill('')];
  return [
    colors.bold(status.environment),
    painted(tip === undefined ? 'nothing yet' : shortCommit(tip.commit), status, view),
    running ? shortCommit(running.commit) : 'nothing yet',
    cutToColumns(printable(running?.subject ?? ''), width),
    ...(hasBundles ? [running?.bundle === undefined ? '' : shortDigest(running.bundle)] : []),
    running ? ago(running.since, now) : '',
    running ? caller(running.pushedBy) : '',
    onItsWay(status, view) || '–',
    distanceOf(status) || '–',
  ];
}

/** Why an environment does not answer takes the whole of its row, and makes no column wider. */
function withErrors(table: string, statuses: readonly EnvironmentStatus[], view: View): string {
  const [head = '', ...rows] = table.split('\n');
  const names = ['environment', ...statuses.map(({ environment }) => environment)];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = statuses.map((status, index) => {
    const { environment, error } = status;
    if (!error) return rows[index] ?? '';
    const gap = ' '.repeat(width - environment.length);
    return `${view.colors.bold(environment)}${gap}${noAnswer(error, view)}`;
  });
  return [head, ...lines].join('\n');
}

function noAnswer({ message }: { readonly message: string }, { colors }: View): string {
  return `${colors.red('no answer')}: ${printable(message)}`;
}

function painted(intent: string, { tip, running }: EnvironmentStatus, { colors }: View): string {
  return tip?.commit === running?.commit ? intent : colors.yellow(intent);
}

/** The same below each other: what runs first, and of the rest only what there is. */
function blocksOf(statuses: readonly EnvironmentStatus[], view: View): string {
  const width = Math.max(...statuses.map(({ environment }) => environment.length)) + 2;
  const block = (status: EnvironmentStatus) => {
    const [first = '', ...rest] = blockOf(status, width, view);
    const gap = ' '.repeat(width - status.environment.length);
    const lines = rest.map((line) => `${' '.repeat(width)}${line}`);
    return [`${view.colors.bold(status.environment)}${gap}${first}`, ...lines].join('\n');
  };
  return statuses.map(block).join('\n');
}

function blockOf(status: EnvironmentStatus, indent: number, view: View): string[] {
  const { tip, running, error } = status;
  const { columns = Infinity, now } = view;
  if (error) return [noAnswer(error, view)];
  const what = running && `runs ${shortCommit(running.commit)} ${printable(running.subject)}`;
  const intent = tip === undefined ? 'nothing yet' : shortCommit(tip.commit);
  const isAsIntended = tip?.commit === running?.commit;
  return [
    what === undefined ? 'runs nothing yet' : cutToColumns(what, columns - indent),
    ...(running ? [`since ${ago(running.since, now)}, by ${caller(running.pushedBy)}`] : []),
    ...(isAsIntended ? [] : [`should run ${painted(intent, status, view)}`]),
    onItsWay(status, view),
    distanceOf(status),
  ].filter((line) => line !== '' && line !== '?');
}

function onItsWay({ inFlight, failed }: EnvironmentStatus, { colors }: View): string {
  const [newest] = inFlight;
  if (newest) {
    const more = inFlight.length > 1 ? ` and ${inFlight.length - 1} more` : '';
    return colors.cyan(`${shortCommit(newest.commit)} ${whereabouts(newest)}${more}`);
  }
  if (failed) return colors.red(`${shortCommit(failed.commit)} ${failed.status.toLowerCase()}`);
  return '';
}

function whereabouts({ stage, waitsFor, status, heldBy }: ReleaseInFlight): string {
  if (status === 'Stopping') return 'is being stopped';
  if (heldBy) return isFreeze(heldBy) ? 'is held by a freeze' : `waits in ${heldBy.stage}`;
  if (waitsFor === 'approval') return 'waits for approval';
  if (waitsFor === 'stage') return `waits for ${stage}`;
  return stage === undefined ? 'begins' : `in ${stage}`;
}

function distanceOf({ upstream, behind, ahead, running }: EnvironmentStatus): string {
  if (upstream === undefined || !running) return '';
  if (behind === undefined) return '?';
  const parts = [
    ...(behind > 0 ? [`${behind} behind`] : []),
    ...(ahead !== undefined && ahead > 0 ? [`${ahead} ahead of`] : []),
  ];
  return `${parts.join(', ') || 'level with'} ${upstream}`;
}

function notesOf(status: EnvironmentStatus, view: View): string[] {
  const { colors } = view;
  const { environment, error, failed, closed, lockToCome } = status;
  const notes = closed
    ? [`${colors.yellow('locked:')} ${environment} is ${printable(describeClosed(closed))}`]
    : [];
  if (closed && 'isOverdue' in closed && closed.isOverdue)
    notes.push(`${colors.yellow('hint:')} gitenv unlock ${environment}`);
  if (lockToCome)
    notes.push(`${colors.yellow('lock:')} ${environment} ${printable(describeLock(lockToCome))}`);
  if (error?.hint !== undefined) return [`${colors.yellow('hint:')} ${environment}: ${error.hint}`];
  for (const { commit, heldBy, waitsFor } of status.inFlight) {
    if (waitsFor === 'approval')
      notes.push(
        `${colors.yellow('hint:')} gitenv approve ${environment} ${shortCommit(commit)} shows what it brings, and asks`,
      );
    if (heldBy)
      notes.push(
        `${colors.yellow('held:')} ${environment}: ${shortCommit(commit)}: ${printable(describeHeldIn(heldBy, environment))}`,
      );
  }
  notes.push(...driftNotes(status, view));
  if (failed?.condition)
    notes.push(
      `${colors.yellow('failed:')} ${environment}: ${printable(describeFailed(failed.condition))}`,
    );
  else if (failed?.status === 'Failed')
    notes.push(`${colors.yellow('hint:')} gitenv logs ${environment} says why`);
  return notes;
}

function driftNotes({ environment, drift }: EnvironmentStatus, { colors, now }: View): string[] {
  if (!drift || drift.count === 0) return [];
  const count = `${drift.count} ${drift.count === 1 ? 'thing is' : 'things are'}`;
  const what = `${count} not as ${shortCommit(drift.commit)} says in ${environment}`;
  return [
    `${colors.yellow('drift:')} ${what}, compared ${ago(drift.comparedAt, now)}; gitenv drift ${environment} says what`,
  ];
}
