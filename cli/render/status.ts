import { shortDigest } from '../../lib/bundle/manifest';
import { describeFailed, isFreeze } from '../../lib/release/condition';
import { describeHeldIn, shortCommit } from '../../lib/release/follow';
import { describeClosed } from '../../lib/release/lock';
import type { EnvironmentStatus, ReleaseInFlight } from '../../lib/remote/status';
import { renderTable, type View } from './table';
import { ago, caller, printable, shorten } from './text';

function headOf(hasBundles: boolean): string[] {
  const bundle = hasBundles ? ['bundle'] : [];
  return [
    'environment',
    'should run',
    'runs',
    '',
    ...bundle,
    'since',
    'by',
    'on its way',
    'compared',
  ];
}

/** A narrower terminal has no room for digests beside what people look for first; `gitenv history` shows them too. */
const columnsWithBundles = 112;

/** One row an environment; what is not as it should be stands out. */
export function renderStatus(statuses: readonly EnvironmentStatus[], view: View): string {
  if (statuses.length === 0) return 'There is no environment yet.\nnext: gitenv init dev';
  const hasBundles =
    (view.columns ?? Infinity) >= columnsWithBundles &&
    statuses.some(({ running }) => running?.bundle !== undefined);
  const head = headOf(hasBundles);
  const rows = statuses.map((status) => rowOf(status, view, hasBundles));
  const notes = statuses.flatMap((status) => notesOf(status, view));
  const table = renderTable(head, rows, view.colors);
  return notes.length > 0 ? `${table}\n\n${notes.join('\n')}` : table;
}

function rowOf(status: EnvironmentStatus, view: View, hasBundles: boolean) {
  const { colors, now } = view;
  const name = colors.bold(status.environment);
  if (status.error) {
    const message = `${colors.red('no answer')}: ${printable(status.error.message)}`;
    return [name, { content: message, colSpan: headOf(hasBundles).length - 1 }];
  }
  const { tip, running } = status;
  const isAsIntended = tip?.commit === running?.commit;
  const intent = tip === undefined ? 'nothing yet' : shortCommit(tip.commit);
  return [
    name,
    isAsIntended ? intent : colors.yellow(intent),
    running ? shortCommit(running.commit) : 'nothing yet',
    running ? shorten(printable(running.subject), subjectWidth(view)) : '',
    ...(hasBundles ? [running?.bundle === undefined ? '' : shortDigest(running.bundle)] : []),
    running ? ago(running.since, now) : '',
    running ? caller(running.pushedBy) : '',
    onItsWay(status, view),
    distanceCell(status),
  ];
}

/** What the other columns leave of the terminal. */
function subjectWidth({ columns }: View): number {
  return columns === undefined ? 50 : Math.max(8, Math.min(50, columns - 102));
}

function onItsWay({ inFlight, failed }: EnvironmentStatus, { colors }: View): string {
  const [newest] = inFlight;
  if (newest) {
    const more = inFlight.length > 1 ? ` and ${inFlight.length - 1} more` : '';
    return colors.cyan(`${shortCommit(newest.commit)} ${whereabouts(newest)}${more}`);
  }
  if (failed) return colors.red(`${shortCommit(failed.commit)} ${failed.status.toLowerCase()}`);
  return '–';
}

function whereabouts({ stage, waitsFor, status, heldBy }: ReleaseInFlight): string {
  if (status === 'Stopping') return 'is being stopped';
  if (heldBy) return isFreeze(heldBy) ? 'is held by a freeze' : `waits in ${heldBy.stage}`;
  if (waitsFor === 'approval') return 'waits for approval';
  if (waitsFor === 'stage') return `waits for ${stage}`;
  return stage === undefined ? 'begins' : `in ${stage}`;
}

function distanceCell({ upstream, behind, ahead, running }: EnvironmentStatus): string {
  if (upstream === undefined || !running) return '–';
  if (behind === undefined) return '?';
  const parts = [
    ...(behind > 0 ? [`${behind} behind`] : []),
    ...(ahead !== undefined && ahead > 0 ? [`${ahead} ahead of`] : []),
  ];
  return `${parts.join(', ') || 'level with'} ${upstream}`;
}

function notesOf(status: EnvironmentStatus, view: View): string[] {
  const { colors } = view;
  const { environment, error, failed, closed } = status;
  const notes = closed
    ? [`${colors.yellow('locked:')} ${environment} is ${printable(describeClosed(closed))}`]
    : [];
  if (error?.hint !== undefined) return [`${colors.yellow('hint:')} ${environment}: ${error.hint}`];
  for (const { commit, heldBy } of status.inFlight) {
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
