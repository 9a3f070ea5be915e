import type { Route } from '../config/path';
import { GitenvError } from '../errors';
import type { Progress } from '../release/following/progress';
import { closedAround, openRepository } from '../target/open-environment';
import type { Deployed, Move } from './move/move';
import { again, release } from './move/ways';
import type { ReleaseOptions } from './push';

/**
 * Releases the tip of the branch once more, with what it uses, where the account has lost that.
 * @throws GitenvError NOTHING_WAITS before the first push; MISSING_CONFIG, LOCKED, BUNDLE_BROKEN
 */
export async function redeploy(
  { environment, ...around }: Route,
  options: ReleaseOptions,
  progress: Progress,
): Promise<Deployed> {
  const open = await openRepository(environment);
  const { name, branch } = environment;
  const commit = await open.tip();
  if (commit === undefined) {
    throw new GitenvError('NOTHING_WAITS', `Nothing was pushed to ${branch} of ${name} yet`, {
      hint: `gitenv push ${name}`,
    });
  }
  const known = { ...options, ...closedAround(around) };
  const command = `gitenv redeploy ${name}`;
  const move: Move = { ...known, open, commit, spelling: 'gitenv', command };
  return release(again, move, progress);
}
