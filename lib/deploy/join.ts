import { followRelease } from '../follow/follow';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { lookAt, type SeenEnvironment } from '../target/evidence';
import type { Deployed, Move } from './move/move';
import { tellAddress } from './move/tell-address';

/**
 * Follows a release of the commit that is under way already, as after a command that was killed or lost its network: a
 * second one would only do the same again.
 * @param seen how the environment stands, if that was asked before
 * @returns undefined if there is none
 */
export async function joinUnderWay(
  { open, commit, follow }: Move,
  progress: Progress,
  seen?: SeenEnvironment,
): Promise<Deployed | undefined> {
  const { state } = seen ?? (await lookAt(open));
  const underWay = state.onItsWay.find(
    ({ release }) => release.commit === commit && release.status !== 'Stopping',
  );
  if (!underWay) return undefined;
  const { name } = open.environment;
  const { id } = underWay.release;
  progress.say(`${name}: ${shortCommit(commit)} is on its way there already`);
  const release = follow ? await followRelease(open, { id, commit }, progress) : undefined;
  await tellAddress({ open }, release ? { release } : {}, progress);
  return { environment: name, commit, release };
}
