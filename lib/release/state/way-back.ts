import { heldCommits } from '../history/hold';
import type { Release } from '../release';
import { goodReleases, lastRollback } from './rollback-choice';
import type { ActionsByRelease } from './what-runs';

/**
 * Whether a release puts back what ran before: its commit was released here successfully, came first before what it
 * replaces, and is not held.
 * @param releases newest first, with this one
 */
export function putsBackWhatRan(
  release: Pick<Release, 'id' | 'commit'>,
  releases: readonly Release[],
  actions: ActionsByRelease,
): boolean {
  const at = releases.findIndex(({ id }) => id === release.id);
  const until = releases.slice(Math.max(at, 0));
  const earlier = until.filter(({ id }) => id !== release.id);
  if (lastRollback(until, release.commit)?.id !== release.id) return false;
  return goodReleases(earlier, actions, heldCommits(earlier)).some(
    ({ commit }) => commit === release.commit,
  );
}
