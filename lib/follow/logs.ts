import type { Account } from '../aws/account/account';
import { getBuild, readLog } from '../aws/build/build';
import { listActions } from '../aws/pipeline/pipeline-state';
import { failedCondition } from '../aws/pipeline/stage-condition';
import type { Environment } from '../config/environment';
import type { GitPlace } from '../git/run';
import { describeFailed } from '../release/condition';
import { describeChange, timed } from '../release/following/follow';
import type { Progress } from '../release/following/progress';
import { isOver, type Release } from '../release/release';
import { openGate } from '../target/lock';
import { commitAmong, latestReleases, releaseOf } from '../target/releases';
import { followRelease } from './follow';

/** One line of what a release's builds printed. */
export interface ReleaseLine {
  readonly stage: string;
  readonly time: Date;
  readonly text: string;
}

/** A release whose log can be read. */
export interface FoundRelease {
  readonly environment: string;
  readonly account: Account;
  readonly pipeline: string;
  readonly release: Release;
}

const searched = 1000;

/** The release whose log is asked for: the newest one of the commit, or of all. */
export async function findLoggedRelease(
  environment: Environment,
  spec: string | undefined,
  place: GitPlace,
): Promise<FoundRelease> {
  const { account, pipeline, environment: name } = await openGate(environment);
  const releases = await latestReleases(account, pipeline, spec === undefined ? 1 : searched);
  const commit = spec === undefined ? undefined : await commitAmong(releases, spec, place);
  return { environment: name, account, pipeline, release: releaseOf(releases, commit, name) };
}

/** What the release's builds have printed so far, a build after the other. */
export async function* readReleaseLog({
  account,
  pipeline,
  release,
}: FoundRelease): AsyncGenerator<ReleaseLine> {
  for (const { stage, buildId } of await listActions(account, pipeline, release.id)) {
    const log = buildId === undefined ? undefined : (await getBuild(account, buildId))?.log;
    if (!log) continue;
    let token: string | undefined;
    for (;;) {
      const page = await readLog(account, log, token);
      for (const line of page.lines) yield { stage, ...line };
      if (page.next === undefined || page.next === token) break;
      token = page.next;
    }
  }
}

/** How a release came to nothing, of which its builds need not have printed anything; no line for any other. */
export async function describeFailure(found: FoundRelease): Promise<string[]> {
  const { account, pipeline, environment, release: facts } = found;
  if (!isOver(facts.status) || facts.status === 'Succeeded') return [];
  const actions = await listActions(account, pipeline, facts.id);
  const release = timed(facts, actions);
  const failed = actions.findLast(({ status }) => status === 'Failed');
  const condition =
    failed || facts.status !== 'Failed'
      ? undefined
      : await failedCondition(account, pipeline, facts.id);
  return [
    ...(failed ? [describeChange({ kind: 'ended', action: failed }, environment)] : []),
    ...(condition ? [`${environment}: ${describeFailed(condition)}`] : []),
    ...(facts.stopReason ? [`${environment}: what was said of it: ${facts.stopReason}`] : []),
    describeChange({ kind: 'over', release }, environment),
  ];
}

/**
 * Tells a release from its first line to its end, which may have come already.
 * @throws GitenvError RELEASE_FAILED
 */
export function followLoggedRelease(found: FoundRelease, progress: Progress): Promise<Release> {
  return followRelease(
    { ...found, releaseId: found.release.id, commit: found.release.commit },
    progress,
  );
}
