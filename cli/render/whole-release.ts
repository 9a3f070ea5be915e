import type { CommitPlace, CommitWhereabouts } from '../../lib/audit/where';
import type { WholeRelease } from '../../lib/audit/whole-release';
import type { RecordedAction } from '../../lib/records/record';
import { nameOfCaller } from '../../lib/release/caller';
import { minuteOf } from '../../lib/release/moment';
import { durationBetween, shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { renderTable } from './table';
import { printable } from './text';

/** One release, a fact a line. What nobody knows has no line. */
export function renderWholeRelease(found: WholeRelease, colors: Colors): string {
  const { environment, release, reason, records, recordsHold, toldBy } = found;
  const { commit, subject, outcome, startedAt, endedAt, approval } = release;
  const line = (name: string, value: string | null | undefined) =>
    value ? [`  ${name.padEnd(10)}  ${printable(value)}`] : [];
  const times = [new Date(startedAt), new Date(endedAt)] as const;
  const came =
    release.trigger?.type && `${release.trigger.type} ${release.trigger.detail ?? ''}`.trim();
  return [
    `${environment}: ${shortCommit(commit ?? undefined)} ${printable(subject)}`.trim(),
    `  ${'outcome'.padEnd(10)}  ${painted(outcome, colors)}`,
    ...line('release', release.execution),
    ...line('commit', commit),
    ...line('tree', release.tree),
    ...line('bundle', release.bundle),
    ...line('plan', release.plan),
    ...line('when', `${minuteOf(times[0])} (UTC), took ${durationBetween(...times)}`),
    ...line('pushed by', release.pushedBy),
    ...line('started by', came),
    ...line('before', release.before),
    ...line('rollback', release.isRollback ? 'yes: to what had run before' : undefined),
    ...line('reason', reason && `"${reason.text}" (${reason.author})`),
    ...line('stopped', release.stopReason),
    ...line(
      approval?.answer.toLowerCase() ?? '',
      approval && `by ${nameOfCaller(approval.by ?? 'unknown')}: "${approval.comment}"`,
    ),
    ...(release.actions ?? []).flatMap((action) => actionLines(action, colors)),
    ...recordLines(records, recordsHold, colors),
    ...(toldBy === 'records'
      ? [colors.dim('  CodePipeline does not know it any more: its record tells this.')]
      : []),
  ].join('\n');
}

function actionLines(action: RecordedAction, colors: Colors): string[] {
  const { name, status, startedAt, endedAt, summary, build } = action;
  const took = durationBetween(new Date(startedAt), new Date(endedAt));
  const why = status === 'Failed' && summary ? `: ${printable(summary.split('\n')[0] ?? '')}` : '';
  const where = build === null ? '' : `  ${printable(build)}`;
  return [`  ${name.padEnd(10)}  ${painted(status, colors)} after ${took}${where}${why}`];
}

function recordLines(
  records: WholeRelease['records'],
  recordsHold: boolean | null,
  colors: Colors,
): string[] {
  if (records === null) return [];
  const told = records.map(
    ({ sequence, outcome, digest }) =>
      `  ${'record'.padEnd(10)}  ${sequence} (${outcome}), ${digest}`,
  );
  const none = records.length === 0 ? [colors.yellow('  There is no record of it.')] : [];
  const broken = recordsHold
    ? []
    : [colors.red('  The records are not as they should be: gitenv audit verify says more.')];
  return [...told, ...none, ...broken];
}

function painted(status: string, colors: Colors): string {
  return status === 'Succeeded' ? colors.green(status) : colors.red(status);
}

/** A row an environment, in the order of the path. */
export function renderWhere({ commit, environments }: CommitWhereabouts, colors: Colors): string {
  const rows = environments.map((place) => {
    const meant = meantOf(place);
    return [
      place.environment,
      standingOf(place, colors),
      meant ? minuteOf(meant.startedAt) : '',
      meant?.id ?? '',
    ];
  });
  const head = ['', shortCommit(commit), 'when (UTC)', 'release'];
  return renderTable(head, rows, colors);
}

/** What put the commit there, where it is there or was; a later try of it came to nothing then. */
function meantOf({ releases, standing }: CommitPlace): CommitPlace['releases'][number] | undefined {
  const wasThere = standing === 'current' || standing === 'replaced';
  return (wasThere && releases.find(({ status }) => status === 'Succeeded')) || releases[0];
}

function standingOf({ standing, replacedBy, unknown }: CommitPlace, colors: Colors): string {
  if (unknown !== undefined) return colors.yellow(`not known: ${printable(unknown)}`);
  if (standing === 'replaced') return `replaced by ${shortCommit(replacedBy)}`;
  if (standing === 'current') return colors.green(standing);
  return standing === 'failed' ? colors.red(standing) : standing;
}
