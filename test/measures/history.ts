import type { CommitFacts, Measured, MeasuredRelease } from '../../lib/measures/facts';

/** Minutes after the first moment of the window. */
export function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 5) + minutes * 60_000);
}

export const minuteMs = 60_000;
export const dayMinutes = 24 * 60;

/** A release that succeeds: its deploy takes its last minute. */
export function release(
  id: string,
  commit: string | undefined,
  [start, end]: readonly [number, number],
  more: Partial<MeasuredRelease> = {},
): MeasuredRelease {
  return {
    id,
    commit,
    startedAt: at(start),
    endedAt: at(end),
    succeeded: true,
    isRollback: false,
    isRolledBack: false,
    deploys: [{ startedAt: at(end - 1), endedAt: at(end), hasFailed: false }],
    approvalMs: undefined,
    overridden: [],
    ...more,
  };
}

/** It ended before its deploy began. */
export const endedBefore = { succeeded: false, deploys: [] };

export function failedDeploy(end: number) {
  return { startedAt: at(end - 1), endedAt: at(end), hasFailed: true };
}

/** A line of commits, each the child of the one before, a minute apart. */
export function line(...names: string[]): CommitFacts[] {
  return names.map((commit, index) => ({
    commit,
    parents: names.slice(0, index).slice(-1),
    committedAt: at(index),
  }));
}

/** Of thirty days. */
export function measured(
  releases: readonly MeasuredRelease[],
  commits: readonly CommitFacts[],
  firstSeen: Measured['firstSeen'] = releases,
): Measured {
  return {
    releases,
    firstSeen,
    commits: new Map(commits.map((it) => [it.commit, it])),
    from: at(0),
    to: at(30 * dayMinutes),
  };
}
