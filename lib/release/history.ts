import { isOver, type Release } from './release';

/** A release with what only its neighbours in the history tell. */
export interface HistoricRelease extends Release {
  /** It put an older commit back in place of a newer one. */
  readonly isRollback: boolean;
  /** Undefined while it is under way. */
  readonly durationMs: number | undefined;
}

/**
 * Adds to each release what the history around it tells.
 * @param releases newest first, as far back as wanted and known
 */
export function annotateHistory(releases: readonly Release[]): HistoricRelease[] {
  const firstRelease = firstReleases(releases);
  return releases.map((release, index) => ({
    ...release,
    isRollback: isRollback(release, releases[index + 1], firstRelease),
    durationMs: isOver(release.status)
      ? release.updatedAt.getTime() - release.startedAt.getTime()
      : undefined,
  }));
}

/** What runs: the newest release that succeeded. */
export function runningRelease(releases: readonly Release[]): Release | undefined {
  return releases.find(({ status }) => status === 'Succeeded');
}

/**
 * What a rollback goes back to: the newest success older than the first release of the commit that is in place. So
 * a second rollback walks further back, instead of returning to the commit that the first one left.
 * @param current the branch's tip; may have been released several times, or never
 * @returns undefined where nothing older succeeded
 */
export function rollbackTarget(
  releases: readonly Release[],
  current: string | undefined,
): Release | undefined {
  const first = releases.findLastIndex(({ commit }) => commit === current);
  return releases
    .slice(first + 1)
    .find(
      ({ status, commit }) => status === 'Succeeded' && commit !== undefined && commit !== current,
    );
}

/** Going back means that the commit replaced was released for the first time after this one was. */
function isRollback(
  { commit }: Release,
  previous: Release | undefined,
  firstRelease: ReadonlyMap<string, number>,
): boolean {
  if (commit === undefined || previous?.commit === undefined || commit === previous.commit)
    return false;
  return (firstRelease.get(commit) ?? 0) > (firstRelease.get(previous.commit) ?? 0);
}

/** Where in the list each commit came first; a larger index is longer ago. */
function firstReleases(releases: readonly Release[]): Map<string, number> {
  return new Map(
    releases.flatMap(({ commit }, index) => (commit === undefined ? [] : [[commit, index]])),
  );
}
