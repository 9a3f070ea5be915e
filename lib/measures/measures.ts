import type { Measured, MeasuredRelease } from './facts';
import { type FailedDeployment, type FailureKind, failuresIn } from './failures';
import { inOrderOfEnd, leadsOf, type ReleaseLeads } from './lead-times';
import { fraction, gaps, isWithin, median, type Span, weekMs, weeksBefore } from './statistics';

/** Which rules the figures go by. It grows when a rule changes, so that figures of two versions are not compared unawares. */
export const rulesVersion = 1;

/** DORA's five, of the last environment of a path, and what they were made from. Lengths of time are in ms. */
export interface Measures {
  readonly rulesVersion: number;
  readonly from: Date;
  readonly to: Date;
  /** Releases whose deploy began. */
  readonly deployments: number;
  /** Of those that never got so far: refused, rejected, superseded, failed in their build. */
  readonly endedBefore: number;
  readonly frequency: Frequency;
  readonly leadTime: LeadTime;
  readonly failRate: FailRate;
  readonly recovery: Recovery;
  readonly rework: Rework;
  readonly approval: Approval;
  /** Releases for which a guard was overridden. */
  readonly overridden: readonly string[];
}

/** How often something new was put into production. */
export interface Frequency {
  /** Releases that succeeded, each by its id. Those of a commit that ran already are in `repeated` instead. */
  readonly releases: readonly string[];
  readonly repeated: readonly string[];
  readonly rollbacks: number;
  readonly perWeek: number;
  readonly medianGapMs: number | undefined;
}

/** From the moment when an account first saw a commit to the end of the release that brought it. */
export interface LeadTime {
  readonly medianMs: number | undefined;
  /** Commits, without those that merge. */
  readonly commits: number;
  /** Of those, how many no first environment has shown, so that git's own date had to serve. */
  readonly byCommitterDate: number;
  /** Releases whose commits this clone does not have. */
  readonly unknownReleases: number;
  /** The releases that brought any. */
  readonly releases: readonly LeadOfRelease[];
}

export interface LeadOfRelease {
  readonly release: string;
  readonly commits: number;
  readonly medianMs: number;
  /** Of the commit that waited longest. */
  readonly oldestMs: number;
}

export interface FailRate {
  readonly rate: number | undefined;
  readonly failures: readonly { readonly release: string; readonly kind: FailureKind }[];
}

/** From a failure to the end of the release that put it right. */
export interface Recovery {
  readonly medianMs: number | undefined;
  readonly recovered: readonly {
    readonly release: string;
    readonly restoredBy: string;
    readonly ms: number;
  }[];
  readonly open: readonly { readonly release: string; readonly since: Date }[];
}

/** Releases that were not planned: ways back. */
export interface Rework {
  readonly rate: number | undefined;
  readonly releases: readonly string[];
}

/** How long people let releases wait. */
export interface Approval {
  readonly asked: number;
  readonly medianMs: number | undefined;
}

/** The figures of one week. */
export interface WeekOfMeasures extends Span {
  readonly releases: number;
  readonly leadMs: number | undefined;
  readonly failRate: number | undefined;
  readonly recoveryMs: number | undefined;
  readonly reworkRate: number | undefined;
}

/** What is found once for all windows. */
interface Findings {
  readonly measured: Measured;
  readonly failures: readonly FailedDeployment[];
  readonly leads: ReadonlyMap<string, ReleaseLeads | undefined>;
  readonly repeated: ReadonlySet<string>;
}

/** How many weeks a trend shows. */
const weeksShown = 12;

/** DORA's five (dora.dev, as of January 2026) in the window that is asked for, and in each of the last twelve weeks. */
export function measure(measured: Measured): {
  readonly measures: Measures;
  readonly weeks: readonly WeekOfMeasures[];
} {
  const findings: Findings = {
    measured,
    failures: failuresIn(measured.releases),
    leads: leadsOf(measured),
    repeated: repeatedIn(measured.releases),
  };
  const weeks = weeksBefore(measured.to, weeksShown).map((span) => weekOf(span, findings));
  return { measures: measuresIn(measured, findings), weeks };
}

function measuresIn(span: Span, findings: Findings): Measures {
  const { releases } = findings.measured;
  const over = releases.filter(({ endedAt }) => endedAt && isWithin(endedAt, span));
  const deployed = over.filter(({ deploys }) => deploys.length > 0);
  const good = deployed.filter(({ succeeded }) => succeeded);
  const failures = findings.failures.filter(({ release }) => deployed.includes(release));
  const waits = over.flatMap(({ approvalMs }) => approvalMs ?? []);
  return {
    rulesVersion,
    from: span.from,
    to: span.to,
    deployments: deployed.length,
    endedBefore: over.length - deployed.length,
    frequency: frequencyOf(good, span, findings),
    leadTime: leadTimeOf(good, findings),
    failRate: {
      rate: fraction(failures.length, deployed.length),
      failures: failures.map(({ release, kind }) => ({ release: release.id, kind })),
    },
    recovery: recoveryOf(failures),
    rework: reworkOf(good),
    approval: { asked: waits.length, medianMs: median(waits) },
    overridden: over.filter((it) => it.overridden.length > 0).map(({ id }) => id),
  };
}

function weekOf(span: Span, findings: Findings): WeekOfMeasures {
  const { frequency, leadTime, failRate, recovery, rework } = measuresIn(span, findings);
  return {
    ...span,
    releases: frequency.releases.length,
    leadMs: leadTime.medianMs,
    failRate: failRate.rate,
    recoveryMs: recovery.medianMs,
    reworkRate: rework.rate,
  };
}

function frequencyOf(
  good: readonly MeasuredRelease[],
  { from, to }: Span,
  { repeated }: Findings,
): Frequency {
  const fresh = good.filter(({ id }) => !repeated.has(id));
  return {
    releases: fresh.map(({ id }) => id),
    repeated: good.filter(({ id }) => repeated.has(id)).map(({ id }) => id),
    rollbacks: fresh.filter(({ isRollback }) => isRollback).length,
    perWeek: fresh.length / ((to.getTime() - from.getTime()) / weekMs),
    medianGapMs: median(gaps(fresh.flatMap(({ endedAt }) => endedAt ?? []))),
  };
}

function leadTimeOf(good: readonly MeasuredRelease[], { leads }: Findings): LeadTime {
  const forward = good.filter(({ id, isRollback }) => !isRollback && leads.has(id));
  const known = forward.flatMap(({ id }) => {
    const found = leads.get(id);
    return found ? [{ release: id, ...found }] : [];
  });
  const all = known.flatMap(({ ms }) => ms);
  return {
    medianMs: median(all),
    commits: all.length,
    byCommitterDate: known.reduce((sum, it) => sum + it.byCommitterDate, 0),
    unknownReleases: forward.length - known.length,
    releases: known.flatMap(({ release, ms }) => {
      const medianMs = median(ms);
      return medianMs === undefined
        ? []
        : [{ release, commits: ms.length, medianMs, oldestMs: Math.max(...ms) }];
    }),
  };
}

function recoveryOf(failures: readonly FailedDeployment[]): Recovery {
  const recovered = failures.flatMap(({ release, restoredBy, at }) =>
    restoredBy?.endedAt
      ? [
          {
            release: release.id,
            restoredBy: restoredBy.id,
            ms: restoredBy.endedAt.getTime() - at.getTime(),
          },
        ]
      : [],
  );
  const open = failures
    .filter(({ restoredBy }) => !restoredBy)
    .map(({ release, at }) => ({ release: release.id, since: at }));
  return { medianMs: median(recovered.map(({ ms }) => ms)), recovered, open };
}

function reworkOf(good: readonly MeasuredRelease[]): Rework {
  const unplanned = good.filter(({ isRollback }) => isRollback);
  return {
    rate: fraction(unplanned.length, good.length),
    releases: unplanned.map(({ id }) => id),
  };
}

/** Successes of the commit that ran already. @param releases oldest first */
function repeatedIn(releases: readonly MeasuredRelease[]): ReadonlySet<string> {
  const repeated = new Set<string>();
  let running: string | undefined;
  for (const { id, commit, succeeded } of inOrderOfEnd(releases)) {
    if (!succeeded) continue;
    if (commit !== undefined && commit === running) repeated.add(id);
    running = commit;
  }
  return repeated;
}
