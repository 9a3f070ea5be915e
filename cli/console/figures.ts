import type { Measures, WeekOfMeasures } from '../../lib/measures/measures';
import { minuteOf } from '../../lib/release/moment';
import { countOf, durationOf } from '../../lib/release/wording';
import type { MeasuredEnvironment } from '../../lib/report/report';
import { limitsOf } from '../render/measures';
import type { FigureData, MeasuredData } from './page/common/data';

type Contribution = FigureData['behind'][number];

/** As many rows as somebody reads; the command has them all. */
const mostBehind = 100;

const perCent = (rate: number) => `${(100 * rate).toFixed(0)} %`;

function orNone(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '–' : show(value);
}

/** The measures as the page draws them: DORA's five, and how long people let releases wait. */
export function measuredData({ environment, measures, weeks }: MeasuredEnvironment): MeasuredData {
  const { from, to, deployments, rulesVersion } = measures;
  const day = (moment: Date) => moment.toISOString().slice(0, 10);
  const figures = [
    frequencyFigure(measures),
    leadFigure(measures),
    failFigure(measures),
    recoveryFigure(measures),
    reworkFigure(measures),
    approvalFigure(measures),
  ];
  return {
    environment,
    said: `${environment}, ${day(from)} to ${day(to)}: ${countOf(deployments, 'deployments')}.`,
    rules: `DORA’s five as of January 2026, rules ${rulesVersion}.`,
    figures: figures.map(({ of, show, behind, ...rest }) => ({
      ...rest,
      trend: trendOf(weeks, of, show),
      behind: behind.slice(-mostBehind).reverse(),
      behindCount: behind.length,
    })),
    limits: limitsOf(measures),
  };
}

function trendOf(
  weeks: readonly WeekOfMeasures[],
  of: (week: WeekOfMeasures) => number | undefined,
  show: (value: number) => string,
): FigureData['trend'] {
  const values = weeks.map(of);
  if (values.every((value) => value === undefined)) return [];
  return weeks.map(({ to }, at) => {
    const said = `week to ${to.toISOString().slice(0, 10)}: ${orNone(values[at], show)}`;
    return [values[at] ?? null, said];
  });
}

/** One of the measures before it is cut to what a page shows. */
interface WholeFigure extends Omit<FigureData, 'trend' | 'behindCount'> {
  readonly of: (week: WeekOfMeasures) => number | undefined;
  readonly show: (value: number) => string;
}

function approvalFigure({ approval }: Measures): WholeFigure {
  return {
    name: 'Waiting for approval',
    value: orNone(approval.medianMs, durationOf),
    n: `median of ${countOf(approval.asked, 'releases')}`,
    of: () => undefined,
    show: durationOf,
    behind: [],
  };
}

function frequencyFigure({ frequency }: Measures): WholeFigure {
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

function leadFigure({ leadTime }: Measures): WholeFigure {
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

function failFigure({ failRate, deployments }: Measures): WholeFigure {
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

function recoveryFigure({ recovery: { medianMs, recovered, open } }: Measures): WholeFigure {
  const opened = open.map(({ release, since }): Contribution => {
    return [release, `open since ${minuteOf(since)} UTC`];
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

function reworkFigure({ rework, frequency }: Measures): WholeFigure {
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
