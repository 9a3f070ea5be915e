import { annotateHistory, type HistoricRelease } from '../history/annotate';
import { isOver, type Release } from '../release';
import { meantReleases } from '../stop';
import type { EnvironmentState } from './state';
import { type ActionsByRelease, deployAttempts } from './what-runs';

/** So long after its end a rollback is still taken for the answer to what somebody else has just seen. */
export const justNowMs = 10 * 60_000;

/** What `gitenv rollback` is to do when no commit is named. */
export type RollbackChoice =
  /** Go back to what this release released. */
  | { readonly kind: 'back'; readonly to: Release }
  /** The last rollback came to nothing: its commit is still the one to go to, and the branch is there already. */
  | { readonly kind: 'again'; readonly failed: Release }
  /** Somebody has just put the branch back to what this release released, and no release of it has begun yet. */
  | { readonly kind: 'begun'; readonly to: Release }
  /** Somebody is going back, or has just gone. To go further is a decision of its own. */
  | { readonly kind: 'known'; readonly rollback: Release; readonly isOver: boolean }
  | { readonly kind: 'nothing' };

/**
 * Chooses the newest success that is not held, seen from what is to run now.
 * @param all releases, newest first, as far back as they are searched
 * @param now by AWS's clock
 * @param further whether to go on from a rollback that is under way or has just ended
 */
export function chooseRollback(
  { wanted, held }: Pick<EnvironmentState, 'wanted' | 'held'>,
  all: readonly Release[],
  actions: ActionsByRelease,
  { now, further }: { readonly now: Date; readonly further: boolean },
): RollbackChoice {
  const releases = meantReleases(all);
  const last = lastRollback(releases, wanted);
  const good = goodReleases(releases, actions, held);
  const begun = further ? undefined : begunWayBack(good, releases, wanted);
  if (begun) return { kind: 'begun', to: begun };
  // Going back to what never succeeded is no way back that anybody should join, or try again.
  if (last && last.status !== 'Succeeded' && !further && good.some((it) => it.commit === wanted))
    return isOver(last.status)
      ? { kind: 'again', failed: last }
      : { kind: 'known', rollback: last, isOver: false };
  if (last?.status === 'Succeeded' && !further && isRecent(last, now))
    return { kind: 'known', rollback: last, isOver: true };
  const to = newestBefore(good, releases, wanted);
  return to ? { kind: 'back', to } : { kind: 'nothing' };
}

/** Releases that a rollback may go back to: they succeeded as a whole, and their commits are not held. Newest first. */
export function goodReleases(
  releases: readonly Release[],
  actions: ActionsByRelease,
  held: ReadonlySet<string>,
): Release[] {
  const deployed = new Set(
    deployAttempts(releases, actions)
      .filter(({ status }) => status === 'Succeeded')
      .map(({ release }) => release.id),
  );
  return releases.filter(
    ({ id, status, commit }) =>
      status === 'Succeeded' && deployed.has(id) && commit !== undefined && !held.has(commit),
  );
}

/** The success that the branch was put back to, if no release of that has followed yet. */
function begunWayBack(
  good: readonly Release[],
  releases: readonly Release[],
  wanted: string | undefined,
): Release | undefined {
  const newest = releases.find(({ commit }) => commit !== undefined)?.commit;
  if (newest === undefined || newest === wanted) return undefined;
  const firstOf = (of: string | undefined) => releases.findLastIndex(({ commit }) => commit === of);
  if (firstOf(wanted) <= firstOf(newest)) return undefined;
  return good.find(({ commit }) => commit === wanted);
}

/**
 * The latest release by which what is wanted was put in place of a newer commit. Once that has succeeded it is over:
 * what releases the same commit later, such as a repair, is none.
 */
export function lastRollback(
  releases: readonly Release[],
  wanted: string | undefined,
): HistoricRelease | undefined {
  const known = annotateHistory(releases);
  const ofWanted = known.filter(({ commit }) => commit === wanted);
  // A way back that is tried again is released once more, which by itself is no rollback.
  const first = ofWanted.findIndex(({ isRollback }) => isRollback);
  const between = known.slice(0, known.findIndex(({ id }) => id === ofWanted[first]?.id) + 1);
  const isUnbroken = between.every(({ commit }) => commit === undefined || commit === wanted);
  if (first < 0 || !isUnbroken) return undefined;
  return (
    ofWanted.slice(0, first + 1).findLast(({ status }) => status === 'Succeeded') ?? ofWanted[0]
  );
}

function isRecent({ updatedAt }: Release, now: Date): boolean {
  return now.getTime() - updatedAt.getTime() < justNowMs;
}

/**
 * A commit that never succeeded is left for the newest success; one that did, for the newest success of what came into
 * the environment before it. What came before and succeeded only afterwards counts: it is what ran last.
 */
function newestBefore(
  good: readonly Release[],
  releases: readonly Release[],
  wanted: string | undefined,
): Release | undefined {
  const firstOf = (of: string | undefined) => releases.findLastIndex(({ commit }) => commit === of);
  const first = firstOf(wanted);
  return good.find(({ commit }) => commit !== wanted && firstOf(commit) > first);
}
