import type { Release } from '../release';

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
