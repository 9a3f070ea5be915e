import { annotateHistory } from '../release/history/annotate';
import { heldBy } from '../release/history/hold';
import type { Release } from '../release/release';
import { meantReleases } from '../release/stop';
import type { Withdrawal } from './facts';
import type { NotGood } from './proof';

/** How a commit stands in the environment that released it. */
export interface CommitStanding {
  /** Undefined of a commit that is good. */
  readonly why: NotGood | undefined;
  /** Since when it has been good without a break; undefined of one that was never released. */
  readonly since: Date | undefined;
  /** Its latest release that succeeded. */
  readonly latest: Release | undefined;
}

/** @param all releases of the environment, newest first */
export function standingOfCommit(
  commit: string,
  all: readonly Release[],
  withdrawn: readonly Withdrawal[],
): CommitStanding {
  const releases = meantReleases(all);
  const known = annotateHistory(releases);
  const ofCommit = known.filter((it) => it.commit === commit);
  const broken = ofCommit.findIndex(({ isRolledBack }) => isRolledBack);
  const whole = broken < 0 ? ofCommit : ofCommit.slice(0, broken);
  const good = ofCommit.filter(({ status }) => status === 'Succeeded');
  const since = whole.findLast(({ status }) => status === 'Succeeded')?.updatedAt;
  const latest = releases.find(({ id }) => id === good[0]?.id);
  return { why: whyNot(commit, { releases, withdrawn, latest }), since, latest };
}

function whyNot(
  commit: string,
  known: {
    readonly releases: readonly Release[];
    readonly withdrawn: readonly Withdrawal[];
    readonly latest: Release | undefined;
  },
): NotGood | undefined {
  if (known.withdrawn.some((it) => it.commit === commit)) return 'withdrawn there';
  if (!known.latest) return 'not released there';
  return heldBy(known.releases, commit) ? 'rolled back there' : undefined;
}
