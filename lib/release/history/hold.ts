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
