import type { MeasuredRelease } from './facts';

/** Why a release counts as failed. */
export type FailureKind = 'deploy' | 'rolled back';

/** A release that made things worse, and what put that right. */
export interface FailedDeployment {
  readonly release: MeasuredRelease;
  readonly kind: FailureKind;
  /** When it was known to be there: its failed deploy's end, or the moment from which what was taken back later ran. */
  readonly at: Date;
  /** The first success that put it right; undefined while nothing has. */
  readonly restoredBy: MeasuredRelease | undefined;
}

/**
 * The failures of a history, oldest first, each release once. A later try that succeeds does not undo that one failed; a build
 * that fails, a refusal and a rejection change nothing, and are none.
 * @param releases oldest first
 */
export function failuresIn(releases: readonly MeasuredRelease[]): FailedDeployment[] {
  const first = firstReleases(releases);
  return releases.flatMap((release, index) => {
    const failed = release.deploys.find(({ hasFailed }) => hasFailed);
    if (failed) {
      const restoredBy = firstSuccess(releases.slice(index), failed.endedAt);
      return { release, kind: 'deploy', at: failed.endedAt, restoredBy };
    }
    if (!release.isRolledBack || !release.succeeded || !release.endedAt) return [];
    const way = wayBack(releases, index, first);
    if (!way) return [];
    return { release, kind: 'rolled back', at: release.endedAt, restoredBy: way.restoredBy };
  });
}

/** When a release ends is when it is live. */
function firstSuccess(
  releases: readonly MeasuredRelease[],
  after: Date,
): MeasuredRelease | undefined {
  return releases.find(({ succeeded, endedAt }) => succeeded && endedAt && endedAt >= after);
}

/**
 * The first success since somebody went back behind the release: that way back itself, or what made up for it.
 * @returns undefined where no way back got as far as its deploy: one that was refused took nothing away
 */
function wayBack(
  releases: readonly MeasuredRelease[],
  index: number,
  first: ReadonlyMap<string, number>,
): Pick<FailedDeployment, 'restoredBy'> | undefined {
  const own = firstOf(releases[index]?.commit, first);
  const later = releases.slice(index + 1);
  const began = later.findIndex(
    (it) => it.isRollback && it.deploys.length > 0 && firstOf(it.commit, first) < own,
  );
  if (began < 0) return undefined;
  return { restoredBy: later.slice(began).find(({ succeeded }) => succeeded) };
}

function firstOf(commit: string | undefined, first: ReadonlyMap<string, number>): number {
  return commit === undefined ? Number.POSITIVE_INFINITY : (first.get(commit) ?? 0);
}

function firstReleases(releases: readonly MeasuredRelease[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const [index, { commit }] of releases.entries())
    if (commit !== undefined && !first.has(commit)) first.set(commit, index);
  return first;
}
