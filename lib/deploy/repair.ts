import type { Plan } from '../bundle/plan';
import type { Route } from '../config/path';
import { GitenvError } from '../errors';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { closedAround, openRepository } from '../target/open-environment';
import type { Deployed, Move } from './move/move';
import { release, repairing } from './move/ways';
import type { ReleaseOptions } from './push';

/**
 * Releases what runs once more, so that what was changed by hand is put back.
 * @param drift what was found to differ
 * @throws GitenvError UNSETTLED if the branch names another commit than the one that runs; MISSING_CONFIG, LOCKED, BUNDLE_BROKEN
 */
export async function repair(
  drift: Pick<Plan, 'commit'>,
  { environment, ...around }: Route,
  options: ReleaseOptions,
  progress: Progress,
): Promise<Deployed> {
  const open = await openRepository(environment);
  const { name } = environment;
  const { commit } = drift;
  const tip = await open.tip();
  if (tip !== commit)
    throw new GitenvError(
      'UNSETTLED',
      `${name} was compared with ${shortCommit(commit)}, which runs there, and its branch names ${shortCommit(tip)}`,
      {
        changed: 'nothing',
        advice: 'Release what the branch names, or go back to what runs, and compare again.',
        hint: `gitenv redeploy ${name}\ngitenv status`,
      },
    );
  const move: Move = {
    ...options,
    open,
    ...closedAround(around),
    commit,
    spelling: 'gitenv',
    command: `gitenv drift ${name} --repair`,
  };
  return release(repairing, move, progress);
}
