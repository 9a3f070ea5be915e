import type { WeekOfMeasures } from '../../../../lib/measures/measures';
import { minuteOf } from '../../../../lib/release/moment';
import { countOf } from '../../../../lib/release/wording';
import type { Json, MeasuredData } from '../common/data';
import { durationOf } from '../common/view';

export type Week = Json<WeekOfMeasures>;

/** One of the measures as it is drawn. */
export interface FigureData {
  readonly name: string;
  readonly value: string;
  /** What it was made from. */
  readonly n: string;
  readonly of: (week: Week) => number | undefined;
  readonly show: (value: number) => string;
  /** The releases that made it, and what each of them contributes. */
  readonly behind: readonly Contribution[];
}

type Contribution = readonly [release: string, said: string];
type MeasuresData = MeasuredData['measures'];

const perCent = (rate: number) => `${(100 * rate).toFixed(0)} %`;

/** JSON has no undefined, so what is not known may be left out. */
export function orNone(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '–' : show(value);
}

/** DORA's five, and how long people let releases wait. */
export function figuresOf({ measures }: MeasuredData): FigureData[] {
  return [
    frequencyFigure(measures),
    leadFigure(measures),
    failFigure(measures),
    recoveryFigure(measures),
    reworkFigure(measures),
    {
      name: 'Waiting for approval',
      value: orNone(measures.approval.medianMs, durationOf),
      n: `median of ${countOf(measures.approval.asked, 'releases')}`,
      of: () => undefined,
      show: durationOf,
      behind: [],
    },
  ];
}

function frequencyFigure({ frequency }: MeasuresData): FigureData {
  const gap = orNone(frequency.medianGapMs, durationOf);
  return {
    name: 'Deployment frequency',
    value: `${frequency.perWeek.toFixed(1)} a week`,
    n: `${countOf(frequency.releases.length, 'releases')}, median gap ${gap}`,
    of: (week) => week.releases,
    show: String,
    behind: frequency.releases.map((id) => [id, '']),
  };
}

function leadFigure({ leadTime }: MeasuresData): FigureData {
  const said = (commits: number, oldestMs: number) =>
    `${countOf(commits, 'commits')}, the oldest took ${durationOf(oldestMs)}`;
  return {
    name: 'Change lead time',
    value: orNone(leadTime.medianMs, durationOf),
    n: `median of ${countOf(leadTime.commits, 'commits')}`,
    of: (week) => week.leadMs,
    show: durationOf,
    behind: leadTime.releases.map((it) => [it.release, said(it.commits, it.oldestMs)]),
  };
}

function failFigure({ failRate, deployments }: MeasuresData): FigureData {
  const said = { deploy: 'its deploy failed', 'rolled back': 'rolled back later' };
  return {
    name: 'Change fail rate',
    value: orNone(failRate.rate, perCent),
    n: `${failRate.failures.length} of ${countOf(deployments, 'deployments')}`,
    of: (week) => week.failRate,
    show: perCent,
    behind: failRate.failures.map(({ release, kind }) => [release, said[kind]]),
  };
}

function recoveryFigure({ recovery: { medianMs, recovered, open } }: MeasuresData): FigureData {
  const opened = open.map(({ release, since }): Contribution => {
    return [release, `open since ${minuteOf(new Date(since))} UTC`];
  });
  const ended = recovered.map(({ release, ms }): Contribution => {
    return [release, `put right after ${durationOf(ms)}`];
  });
  return {
    name: 'Failed deployment recovery time',
    value: orNone(medianMs, durationOf),
    n: `${recovered.length} recovered, ${open.length} still open`,
    of: (week) => week.recoveryMs,
    show: durationOf,
    behind: [...opened, ...ended],
  };
}

function reworkFigure({ rework, frequency }: MeasuresData): FigureData {
  const good = frequency.releases.length + frequency.repeated.length;
  return {
    name: 'Deployment rework rate',
    value: orNone(rework.rate, perCent),
    n: `${countOf(rework.releases.length, 'rollbacks')} of ${countOf(good, 'releases')}`,
    of: (week) => week.reworkRate,
    show: perCent,
    behind: rework.releases.map((id) => [id, 'a way back']),
  };
}
