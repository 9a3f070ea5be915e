import { getBuild, stopBuild } from '../aws/build/build';
import { getRelease } from '../aws/pipeline/pipeline';
import { answerApproval, stopRelease } from '../aws/pipeline/pipeline-control';
import { listActions } from '../aws/pipeline/pipeline-state';
import { GitenvError } from '../errors';
import { nameOfCaller } from '../release/caller';
import { isOver } from '../release/release';
import type { PendingApproval } from '../release/state/stage';
import { stopText } from '../release/stop';
import { verdictText } from '../release/verdict';
import type { OpenEnvironment } from '../target/open-environment';
import { Pause, patiently } from '../target/pause';

/** A release that was ended. */
export interface EndOutcome {
  readonly how: 'stopped' | 'rejected';
  /** Builds that were running and were stopped, which stopping the release alone would not do. */
  readonly builds: readonly string[];
}

/** How a release is to be ended. */
export interface Ending {
  /** Kept in the pipeline's history, with who ended it, whom AWS does not name; empty for none. */
  readonly reason: string;
  /** The approval that it waits for, if that is to be rejected. */
  readonly approval?: PendingApproval | undefined;
  /** Told what is waited for. */
  say(line: string): void;
}

/** So many looks CodePipeline is given to see that a build is over. */
const looks = 20;

/**
 * Ends a release and its builds, and returns once they are over: until then a build may still write, and the release keeps
 * its stage, so that no other one gets in beside it. What it has changed by then stays changed.
 */
export async function endRelease(
  open: OpenEnvironment,
  releaseId: string,
  ending: Ending,
): Promise<EndOutcome> {
  const by = (await open.account.verify()).arn;
  if (ending.approval && (await reject(open, ending.approval, { ...ending, by })))
    return { how: 'rejected', builds: [] };
  const { account, pipeline } = open;
  const request = {
    releaseId,
    reason: stopText({ by: nameOfCaller(by), reason: ending.reason }),
  };
  await stopRelease(account, pipeline, { ...request, abandon: false });
  const builds = await stopBuilds(open, releaseId, ending);
  if (builds.length === 0 || !(await ends(open, releaseId)))
    await stopRelease(account, pipeline, { ...request, abandon: true });
  return { how: 'stopped', builds };
}

/** @returns false if the approval was answered meanwhile, or is not for this person to answer */
async function reject(
  { account, pipeline }: OpenEnvironment,
  approval: PendingApproval,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<boolean> {
  const summary = verdictText({ answer: 'Rejected', by, comment: reason });
  try {
    return await answerApproval(account, pipeline, approval, 'Rejected', summary);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return false;
    throw error;
  }
}

async function stopBuilds(
  { account, pipeline, environment: { name } }: OpenEnvironment,
  releaseId: string,
  { say }: Ending,
): Promise<string[]> {
  const builds: string[] = [];
  for (const { buildId } of await listActions(account, pipeline, releaseId)) {
    const build = buildId === undefined ? undefined : await getBuild(account, buildId);
    if (!build || build.isOver) continue;
    await stopBuild(account, build.id);
    builds.push(build.id);
  }
  const pause = new Pause();
  for (const build of builds) {
    const isOn = async () => (await getBuild(account, build))?.isOver === false;
    if (!(await patiently(isOn, pause))) continue;
    say(`${name}: waiting for the build ${build} to end, because it may still write`);
    while (await patiently(isOn, pause)) await pause.wait();
  }
  return builds;
}

/** Whether the release is over soon. */
async function ends({ account, pipeline }: OpenEnvironment, releaseId: string): Promise<boolean> {
  const pause = new Pause();
  for (let look = 0; look < looks; look += 1) {
    const { status } = await patiently(() => getRelease(account, pipeline, releaseId), pause);
    if (isOver(status)) return true;
    await pause.wait();
  }
  return false;
}
