import type { Release } from '../release';
import { meantReleases } from '../stop';
import { annotateHistory } from './annotate';

/**
 * The rollback that took a commit out of an environment, where it has not been released again since. Derived from
 * the history alone; that the commit is part of what runs by now, inside a descendant, only git can tell.
 * @param all newest first, at least as far back as the commit's first release
 */
export function heldBy(all: readonly Release[], commit: string): Release | undefined {
  const releases = meantReleases(all);
  const latest = releases.findIndex((release) => release.commit === commit);
  const known = annotateHistory(releases);
  if (!known[latest]?.isRolledBack) return undefined;
  const cameFirst = (wanted: string | undefined) =>
    releases.findLastIndex((release) => release.commit === wanted);
  const first = cameFirst(commit);
  return known
    .slice(0, latest)
    .findLast((release) => release.isRollback && cameFirst(release.commit) > first);
}

/**
 * The commits that were rolled back and have not been released again since. That somebody went back from a commit is
 * what counts, whether the way back succeeded or not: nobody who goes back means to come by there again.
 * @param releases newest first, as far back as known
 */
export function heldCommits(releases: readonly Release[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const held = new Set<string>();
  for (const { commit, isRolledBack } of annotateHistory(meantReleases(releases))) {
    if (commit === undefined || seen.has(commit)) continue;
    seen.add(commit);
    if (isRolledBack) held.add(commit);
  }
  return held;
}
