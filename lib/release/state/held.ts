import { annotateHistory } from '../history/annotate';
import type { Release } from '../release';
import { meantReleases } from '../stop';

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
