import { compareBundle } from '../deploy/move/compare-bundle';
import { follow } from '../deploy/move/follow';
import { take } from '../deploy/move/move';
import { tellAddress, tellStarter } from '../deploy/move/tell-address';
import { wantsFollowing } from '../follow/wants-following';
import type { Progress } from '../release/following/progress';
import type { PassedPush } from './guard-push';

/**
 * The steps of a move that come after git has moved the branch, unless following is off.
 * @throws GitenvError NOT_STARTED, RELEASE_FAILED, and why a release cannot be followed
 */
export async function followPush(
  { move, found }: PassedPush,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  if (!(await wantsFollowing(env, move.place))) return;
  await take([follow, compareBundle, tellAddress, tellStarter], move, progress, found);
}
