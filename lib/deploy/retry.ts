import { retryStage } from '../aws/pipeline/pipeline-control';
import { stages } from '../contract';
import { GitenvError } from '../errors';
import { followRelease } from '../follow/follow';
import { latestFailed } from '../follow/in-flight';
import { snapshotOf } from '../follow/watch';
import type { Progress } from '../release/following/progress';
import type { Release } from '../release/release';
import { shortCommit, titleOf } from '../release/wording';
import type { OpenEnvironment } from '../target/open-environment';
import { checkSettings } from './move/check-settings';
import { type Move, type MoveStep, take } from './move/move';
import { keepGivenReason, orForget, reasonFor } from './move/reason';
import { withdrawIfMoved } from './move/start';
import { tellAddress } from './move/tell-address';
import type { ReleaseOptions } from './push';

/** The latest release, whose failed stage is tried again. */
export interface Retried {
  readonly release: Release;
  readonly stage: string;
}

/**
 * Runs again what failed in the latest release, once the environment has the configuration that its commit declares.
 * @throws GitenvError NOTHING_WAITS where the latest release did not fail; MISSING_CONFIG; RELEASE_FAILED
 */
export async function retry(
  open: OpenEnvironment,
  options: ReleaseOptions,
  progress: Progress,
): Promise<Retried> {
  const { name } = open.environment;
  const { release, stage, action, before } = await latestFailed(open);
  const { id, commit } = release;
  // What had ended by then is no news to whoever follows.
  const baseline = options.follow ? await snapshotOf(open, { id, commit }) : undefined;
  const tryAgain = () => tryStage(open, release, stage);
  // A release that failed in its first stage may not know its commit.
  if (commit === undefined) await tryAgain();
  else {
    const known: Move = { ...options, open, upstream: undefined, commit, spelling: 'gitenv' };
    const move: Move = { ...known, command: `gitenv retry ${name}` };
    const go: MoveStep = async (_, found) => {
      await orForget(found, tryAgain);
      await withdrawIfMoved(move, found, { releaseId: id, isRetry: true });
      return undefined;
    };
    const steps = [checkSettings, refuseLeft, keepGivenReason, go];
    await take(steps, move, progress, { reason: reasonFor(move, before) });
  }
  progress.say(`${name}: trying ${action} of ${commit?.slice(0, 8)} again`);
  if (options.follow) {
    const ended = await followRelease(open, { id, commit, baseline }, progress);
    await tellAddress({ open }, { release: ended }, progress);
  }
  return { release, stage };
}

/** Nobody means to get back by a retry what the branch has left. */
async function refuseLeft({ open, commit }: Move): Promise<undefined> {
  const tip = await open.tip();
  if (tip === commit) return;
  const { name } = open.environment;
  throw new GitenvError(
    'NOT_THE_ONE',
    `The latest release in ${name} is of ${shortCommit(commit)}, but the branch is at ${shortCommit(tip)}`,
    { changed: 'nothing', hint: `gitenv redeploy ${name}` },
  );
}

async function tryStage(open: OpenEnvironment, release: Release, stage: string): Promise<void> {
  const { account, pipeline, environment } = open;
  // What has failed after the gate comes by the gate again.
  const mode = environment.guarded && stage === stages.deploy ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
  if (await retryStage(account, pipeline, stage, release.id, mode)) return;
  throw new GitenvError(
    'NOTHING_WAITS',
    `${stage} of ${titleOf(release)} cannot be tried again: nothing of it failed, the pipeline was changed, or another release is in it`,
    { changed: 'nothing', hint: `gitenv redeploy ${environment.name}` },
  );
}
