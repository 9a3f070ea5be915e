import { isOver, type Release } from '../release';
import { goodReleases } from './rollback-choice';
import type { EnvironmentState, Evidence } from './state';

/** How much of what an environment has released has to stay. */
export interface KeepRule {
  /** How many good commits beside the one that runs. */
  readonly keep: number;
  /** What happened since then stays, whatever it was. */
  readonly since: Date;
}

/**
 * The releases of which everything has to stay, newest first: what runs, what the environment is between, what is on its
 * way, what the branch names, the last good commits, and whatever is young. Of a commit that stays all releases do, since
 * another build of it may have made another bundle.
 */
export function keptReleases(
  { releases, actions }: Pick<Evidence, 'releases' | 'actions'>,
  state: EnvironmentState,
  { keep, since }: KeepRule,
): Release[] {
  const { running, partial, deploying, wanted, onItsWay, held } = state;
  const here = [running, partial, deploying, ...onItsWay].map((it) => it?.release.commit);
  const good = goodReleases(releases, actions, held).map(({ commit }) => commit);
  const behind = [...new Set(good)].filter((commit) => commit !== running?.release.commit);
  const commits = new Set([...here, wanted, ...behind.slice(0, keep)]);
  return releases.filter(
    ({ commit, updatedAt }) => (commit !== undefined && commits.has(commit)) || updatedAt >= since,
  );
}

/** What was written since then may belong to a release that is on its way, and is not known as its own yet. */
export function writtenSince(releases: readonly Release[], since: Date): Date {
  const begun = releases.filter(({ status }) => !isOver(status)).map(({ startedAt }) => startedAt);
  return new Date(Math.min(...[...begun, since].map((it) => it.getTime())));
}
