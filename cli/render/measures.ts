import { csvLine } from '../../lib/audit/csv';
import type { Measures, WeekOfMeasures } from '../../lib/measures/measures';
import { durationOf } from '../../lib/release/wording';
import { renderTable, type View } from './table';

/** What `gitenv measures` answers. */
export interface MeasuresAnswer extends Measures {
  readonly application: string;
  readonly environment: string;
  readonly weeks: readonly WeekOfMeasures[];
}

/** DORA's five, each with how much it was made from and a bar a week; then what stands beside them. */
export function renderMeasures(answer: MeasuresAnswer, view: View): string {
  const { environment, from, to, rulesVersion } = answer;
  const days = Math.round((to.getTime() - from.getTime()) / 86_400_000);
  const head = `${environment}, ${dayOf(from)} to ${dayOf(to)} (${days} days)`;
  if (answer.deployments === 0 && answer.endedBefore === 0) return `${head}: nothing was released.`;
  const hasTrend = (view.columns ?? Infinity) >= 100;
  const rows = rowsOf(answer).map(({ name, value, from: n, trend }) => [
    name,
    view.colors.bold(value),
    view.colors.dim(n),
    ...(hasTrend ? [bars(trend)] : []),
  ]);
  const titles = ['measure', 'value', 'from', ...(hasTrend ? ['last 12 weeks'] : [])];
  const notes = limitsOf(answer).map((note) => view.colors.dim(note));
  const rules = view.colors.dim(
    `DORA's five as of January 2026, rules ${rulesVersion}: docs/measures.md`,
  );
  return [head, '', renderTable(titles, rows, view.colors), '', ...notes, rules].join('\n');
}

interface Row {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly trend: readonly (number | undefined)[];
}

function rowsOf(answer: MeasuresAnswer): Row[] {
  const { frequency, leadTime, failRate, recovery, rework, approval, deployments, weeks } = answer;
  const good = frequency.releases.length + frequency.repeated.length;
  return [
    {
      name: 'deployment frequency',
      value: `${frequency.perWeek.toFixed(1)} a week`,
      from: `${counted(frequency.releases.length, 'release')}, median gap ${lengthOf(frequency.medianGapMs)}`,
      trend: weeks.map(({ releases }) => releases),
    },
    {
      name: 'change lead time',
      value: lengthOf(leadTime.medianMs),
      from: `median of ${counted(leadTime.commits, 'commit')}`,
      trend: weeks.map(({ leadMs }) => leadMs),
    },
    {
      name: 'change fail rate',
      value: percent(failRate.rate),
      from: `${failRate.failures.length} of ${counted(deployments, 'deployment')}`,
      trend: weeks.map((it) => it.failRate),
    },
    {
      name: 'failed deployment recovery time',
      value: lengthOf(recovery.medianMs),
      from: `median of ${counted(recovery.recovered.length, 'recovery', 'recoveries')}${recovery.open.length > 0 ? `, ${recovery.open.length} still open` : ''}`,
      trend: weeks.map(({ recoveryMs }) => recoveryMs),
    },
    {
      name: 'deployment rework rate',
      value: percent(rework.rate),
      from: `${counted(rework.releases.length, 'rollback')} of ${counted(good, 'release')}`,
      trend: weeks.map(({ reworkRate }) => reworkRate),
    },
    {
      name: 'waiting for approval',
      value: lengthOf(approval.medianMs),
      from: `median of ${counted(approval.asked, 'release')}`,
      trend: [],
    },
  ];
}

/** What limits the figures, so that nobody reads more into them than they say. */
export function limitsOf({
  frequency,
  leadTime,
  rework,
  overridden,
  endedBefore,
}: Measures): string[] {
  const { repeated, rollbacks } = frequency;
  return [
    ...some(endedBefore, 'release', 'ended before the deploy, and counts in none of the five'),
    ...some(
      repeated.length,
      'release',
      'put in place what ran already, and counts in no frequency',
    ),
    ...some(rollbacks, 'of the releases', 'went back to an earlier commit'),
    ...some(
      leadTime.byCommitterDate,
      'commit',
      'came by no first environment: its own date counts',
    ),
    ...some(leadTime.unknownReleases, 'release', 'is of a commit that this clone does not have'),
    ...some(overridden.length, 'release', 'was let past a guard with a reason'),
    ...(rework.rate === undefined
      ? []
      : ['A hotfix that nobody marks as one is not seen as rework.']),
  ];
}

function some(count: number, what: string, says: string): string[] {
  return count === 0
    ? []
    : [`${count} ${count === 1 || what.startsWith('of') ? what : `${what}s`}: ${says}.`];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function lengthOf(ms: number | undefined): string {
  return ms === undefined ? '–' : durationOf(ms);
}

function percent(rate: number | undefined): string {
  return rate === undefined ? '–' : `${(100 * rate).toFixed(rate === 0 || rate === 1 ? 0 : 1)} %`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const steps = '▁▂▃▄▅▆▇█';

/** A step for each week; a dot where there is nothing to measure. */
function bars(values: readonly (number | undefined)[]): string {
  const most = Math.max(0, ...values.map((it) => it ?? 0));
  return values
    .map((it) => (it === undefined ? '·' : steps[most === 0 ? 0 : Math.round((it / most) * 7)]))
    .join('');
}

/** A row a week, for a table calculation. Lengths are in ms; what there is nothing to measure of is empty. */
export function measuresCsv({ environment, weeks }: MeasuresAnswer): string {
  const head = [
    'environment',
    'from',
    'to',
    'releases',
    'leadMs',
    'failRate',
    'recoveryMs',
    'reworkRate',
  ];
  const rows = weeks.map((it) => [
    ...[environment, it.from.toISOString(), it.to.toISOString(), it.releases],
    ...[it.leadMs, it.failRate, it.recoveryMs, it.reworkRate],
  ]);
  return [head, ...rows].map((cells) => `${csvLine(cells).trimEnd()}\n`).join('');
}
