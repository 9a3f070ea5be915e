import { retryStage } from '../aws/pipeline/pipeline-control';
import { followRelease } from '../follow/follow';
import { latestFailed } from '../follow/in-flight';
import type { Progress } from '../release/following/progress';
import type { Release } from '../release/release';
import type { OpenEnvironment } from '../target/open-environment';
import { forgetIfRefused } from '../target/reasons';
import { checkSettings } from './move/check-settings';
import { type Move, type MoveStep, take } from './move/move';
import { keepGivenReason, reasonFor } from './move/reason';
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
  const { release, stage, before } = await latestFailed(open);
  const { id, commit } = release;
  const tryAgain = () => retryStage(open.account, open.pipeline, stage, id);
  // A release that failed in its first stage may not know its commit.
  if (commit === undefined) await tryAgain();
  else {
    const known: Move = { ...options, open, upstream: undefined, commit, spelling: 'gitenv' };
    const move: Move = { ...known, command: `gitenv retry ${name}` };
    const steps = [checkSettings, keepGivenReason, orForget(tryAgain)];
    await take(steps, move, progress, { reason: reasonFor(move, before) });
  }
  progress.say(`${name}: trying ${stage} of ${commit?.slice(0, 8)} again`);
  if (options.follow) await followRelease(open, { id, commit }, progress);
  return { release, stage };
}

function orForget(go: () => Promise<void>): MoveStep {
  return async (_, { kept }) => {
    try {
      await go();
    } catch (error) {
      await forgetIfRefused(kept, error);
      throw error;
    }
    return undefined;
  };
}
