import { stages } from '../../contract';
import { rollbackTarget } from '../history/rollback-target';
import { runningRelease } from '../history/running';
import type { Release, ReleaseAction } from '../release';
import { titleOf } from '../wording';

/** What a release that came to nothing leaves behind. */
export interface Aftermath {
  /** What is in the environment now, as the end of a sentence; empty where nothing ever was. */
  readonly now: string;
  /** The command that puts the last good commit back, where that may be needed. */
  readonly wayBack: string | undefined;
}

/**
 * Before Deploy nothing of an environment changes; from then on only a deploy that succeeds says what is there.
 * @param releases of the environment, newest first, with this one
 */
export function aftermathOf(
  environment: string,
  release: Pick<Release, 'id' | 'commit'>,
  actions: readonly ReleaseAction[],
  releases: readonly Release[],
): Aftermath {
  const others = releases.filter(({ id }) => id !== release.id);
  const running = runningRelease(others);
  const hasDeployed = actions.some(({ stage }) => stage === stages.deploy);
  if (!hasDeployed) {
    const now = running === undefined ? '' : `; ${environment} still runs ${titleOf(running)}`;
    return { now, wayBack: undefined };
  }
  const good = rollbackTarget(releases, release.commit);
  const now = `, and ${environment} may have been changed in part`;
  if (!good) return { now, wayBack: undefined };
  const wayBack = `gitenv rollback ${environment} puts ${titleOf(good)} back`;
  return { now, wayBack };
}
