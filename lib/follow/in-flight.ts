import { getBuild, stopBuild } from '../aws/build/build';
import { listReleases } from '../aws/pipeline/pipeline';
import { stopRelease } from '../aws/pipeline/pipeline-control';
import { getStages, listActions } from '../aws/pipeline/pipeline-state';
import { GitenvError } from '../errors';
import { shortCommit } from '../release/following/follow';
import { nameOfCaller } from '../release/guards/lost-lease';
import { isGreeting } from '../release/history/standing';
import { isOver, type Release } from '../release/release';
import { stopText } from '../release/stop';
import type { Gate } from '../target/lock';
import { latestReleases } from '../target/releases';

const searched = 100;

/** Releases that are not over, newest first, among the latest hundred. */
export async function releasesInFlight({ account, pipeline }: Gate): Promise<Release[]> {
  const found: Release[] = [];
  let seen = 0;
  for await (const release of listReleases(account, pipeline)) {
    if (!isOver(release.status)) found.push(release);
    seen += 1;
    if (seen === searched) break;
  }
  return found;
}

/** @throws GitenvError NOTHING_WAITS */
export async function newestInFlight(gate: Gate): Promise<Release> {
  const [newest] = await releasesInFlight(gate);
  if (newest) return newest;
  throw new GitenvError('NOTHING_WAITS', `Nothing is on its way in ${gate.environment}`, {
    hint: `gitenv history ${gate.environment}`,
  });
}

/** The latest release, which failed. */
export interface FailedRelease {
  readonly release: Release;
  readonly stage: string;
  /** The one before it. */
  readonly before: string | undefined;
}

/** @throws GitenvError NOTHING_WAITS where the latest release did not fail, or nothing was pushed yet */
export async function latestFailed({
  account,
  pipeline,
  environment,
}: Gate): Promise<FailedRelease> {
  const [stages, [release, before]] = await Promise.all([
    getStages(account, pipeline),
    latestReleases(account, pipeline, 2),
  ]);
  if (release && isGreeting(release)) throw nothingYet(environment);
  const failed = stages.find(({ latest }) => latest?.status === 'Failed');
  if (failed && release && release.id === failed.latest?.releaseId)
    return { release, stage: failed.name, before: before?.id };
  throw new GitenvError('NOTHING_WAITS', `The latest release in ${environment} did not fail`, {
    hint: `gitenv push ${environment}, to release the same commit once more`,
  });
}

function nothingYet(environment: string): GitenvError {
  return new GitenvError('NOTHING_WAITS', `Nothing was released in ${environment} yet`, {
    hint: `gitenv push ${environment}`,
  });
}

/** What a cancellation ended. */
export interface Cancelled {
  readonly release: Release;
  /** Builds that were running and were stopped, which abandoning the release alone would not do. */
  readonly builds: readonly string[];
}

/**
 * Stops a release and its running builds. What a build has changed by then stays changed.
 * @param reason kept in the pipeline's history, with who gave it, whom AWS does not name; empty for none
 */
export async function cancelRelease(
  gate: Gate,
  release: Release,
  reason: string,
): Promise<Cancelled> {
  const { account, pipeline } = gate;
  const by = nameOfCaller((await account.verify()).arn);
  await stopRelease(account, pipeline, release.id, stopText({ by, reason }));
  const builds: string[] = [];
  for (const { buildId } of await listActions(account, pipeline, release.id)) {
    const build = buildId === undefined ? undefined : await getBuild(account, buildId);
    if (!build || build.isOver) continue;
    await stopBuild(account, build.id);
    builds.push(build.id);
  }
  return { release, builds };
}

/** `3f2a91c0 "Subject"` */
export function titleOf({ commit, subject }: Pick<Release, 'commit' | 'subject'>): string {
  return `${shortCommit(commit)}${subject && ` "${subject}"`}`;
}
