import { isOver, type Release } from '../release';
import { runningRelease } from './running';

/**
 * The commits that a release may not undo unasked: what runs, and the branch's tip, which is about to run. A tip
 * whose release came to nothing is not kept: to replace it is what one does next.
 * @param releases newest first
 */
export function commitsInPlace(releases: readonly Release[], tip: string | undefined): string[] {
  const running = runningRelease(releases)?.commit;
  const ofTip = releases.find(({ commit }) => commit === tip);
  const cameToNothing = ofTip && isOver(ofTip.status) && ofTip.status !== 'Succeeded';
  const kept = [running, cameToNothing ? undefined : tip];
  return [...new Set(kept.filter((commit) => commit !== undefined))];
}
