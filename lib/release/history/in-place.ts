import { isOver, type Release } from '../release';
import { meantReleases } from '../stop';
import { heldCommits } from './hold';

/**
 * The commits that a release may not undo unasked: what was released last with success, and the branch's tip, which is
 * about to be. A tip whose release came to nothing is not kept, whatever of it runs: to replace it is what one does next; nor is
 * what somebody has rolled back, though the way back came to nothing and it still runs.
 * @param releases newest first
 */
export function commitsInPlace(releases: readonly Release[], tip: string | undefined): string[] {
  const held = heldCommits(releases);
  const good = releases.find(
    ({ status, commit = '' }) => status === 'Succeeded' && !held.has(commit),
  )?.commit;
  const ofTip = meantReleases(releases).find(({ commit }) => commit === tip);
  const cameToNothing = ofTip && isOver(ofTip.status) && ofTip.status !== 'Succeeded';
  const kept = [good, cameToNothing ? undefined : tip];
  return [...new Set(kept.filter((commit) => commit !== undefined))];
}
