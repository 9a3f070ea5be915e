import { isOver, type Release } from '../release';
import { isWithdrawn } from '../stop';

/** A release with what only its neighbours in the history tell. */
export interface HistoricRelease extends Release {
  /** It put an older commit back in place of a newer one. */
  readonly isRollback: boolean;
  /** A rollback that came later took its commit away again. */
  readonly isRolledBack: boolean;
  /** Without the time that it lay failed before it was tried again. Undefined while it is under way. */
  readonly durationMs: number | undefined;
}

/**
 * Adds to each release what the history around it tells.
 * @param releases newest first, as far back as wanted and known
 */
export function annotateHistory(releases: readonly Release[]): HistoricRelease[] {
  const meant = releases.map((it) => (isWithdrawn(it) ? { ...it, commit: undefined } : it));
  const firstRelease = firstReleases(meant);
  const rollbacks = meant.map((release, index) =>
    isRollback(release, previousOf(meant, index), firstRelease),
  );
  const rolledBack = rolledBackOnes(meant, rollbacks, firstRelease);
  return releases.map((release, index) => ({
    ...release,
    isRollback: rollbacks[index] === true,
    isRolledBack: rolledBack.has(index),
    durationMs: isOver(release.status)
      ? release.updatedAt.getTime() - release.startedAt.getTime()
      : undefined,
  }));
}

/** Where the list has releases whose commit a newer rollback took away. */
function rolledBackOnes(
  releases: readonly Release[],
  rollbacks: readonly boolean[],
  firstRelease: ReadonlyMap<string, number>,
): Set<number> {
  const found = new Set<number>();
  // How long ago the commit came first that the furthest rollback so far went back to.
  let backTo = -1;
  for (const [index, { commit }] of releases.entries()) {
    const first = commit === undefined ? undefined : firstRelease.get(commit);
    if (first === undefined) continue;
    if (first < backTo) found.add(index);
    if (rollbacks[index] && first > backTo) backTo = first;
  }
  return found;
}

/** The release before, leaving out those that never learnt what to release. */
function previousOf(releases: readonly Release[], index: number): Release | undefined {
  for (let at = index + 1; at < releases.length; at += 1)
    if (releases[at]?.commit !== undefined) return releases[at];
  return undefined;
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
