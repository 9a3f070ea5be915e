import { getBuild, readLog } from '../aws/build/build';
import { listActions } from '../aws/pipeline/pipeline-state';
import { failedCondition } from '../aws/pipeline/stage-condition';
import type { GitPlace } from '../git/run';
import { describeFailed } from '../release/condition';
import { describeChange, timed } from '../release/following/follow';
import { obstacleOf } from '../release/following/follow-end';
import { isOver, type Release } from '../release/release';
import type { OpenEnvironment } from '../target/open-environment';
import { commitAmong, releaseAmong } from '../target/released-commit';
import { Releases } from '../target/releases';

/** One line of what a release's builds printed. */
export interface ReleaseLine {
  readonly stage: string;
  /** Of the stage: it may have several that run commands. */
  readonly action: string;
  /** 1 for the first build of the action, 2 for the one of the first retry, and so on. */
  readonly attempt: number;
  readonly time: Date;
  readonly text: string;
}

const searched = 1000;

/**
 * The release whose log is asked for: the newest one of the commit, or of all.
 * @throws GitenvError UNKNOWN_COMMIT
 */
export async function findLoggedRelease(
  open: OpenEnvironment,
  spec: string | undefined,
  place: GitPlace,
): Promise<Release> {
  const releases = await new Releases(open).latest(spec === undefined ? 1 : searched);
  const commit = spec === undefined ? undefined : await commitAmong(releases, spec, place);
  return releaseAmong(releases, commit, open.environment.name);
}

/** What the release's builds have printed so far, a build after the other. */
export async function* readReleaseLog(
  { account, pipeline }: OpenEnvironment,
  release: Release,
): AsyncGenerator<ReleaseLine> {
  const attempts = new Map<string, number>();
  for (const { stage, name: action, buildId } of await listActions(account, pipeline, release.id)) {
    const log = buildId === undefined ? undefined : (await getBuild(account, buildId))?.log;
    if (!log) continue;
    const attempt = (attempts.get(action) ?? 0) + 1;
    attempts.set(action, attempt);
    let token: string | undefined;
    for (;;) {
      const page = await readLog(account, log, token);
      for (const line of page.lines) yield { stage, action, attempt, ...line };
      if (page.next === undefined || page.next === token) break;
      token = page.next;
    }
  }
}

/** How a release came to nothing, of which its builds need not have printed anything; no line for any other. */
export async function describeFailure(
  { account, pipeline, environment: { name } }: OpenEnvironment,
  facts: Release,
): Promise<string[]> {
  if (!isOver(facts.status) || facts.status === 'Succeeded') return [];
  const actions = await listActions(account, pipeline, facts.id);
  const release = timed(facts, actions);
  const failed = actions.findLast(({ status }) => status === 'Failed');
  const condition =
    failed || facts.status !== 'Failed'
      ? undefined
      : await failedCondition(account, pipeline, facts.id);
  const obstacle = obstacleOf(actions);
  return [
    ...(failed ? [describeChange({ kind: 'ended', action: failed }, name)] : []),
    ...(obstacle ? [`${name}: ${obstacle.what}; ${obstacle.ask}`] : []),
    ...(condition ? [`${name}: ${describeFailed(condition)}`] : []),
    ...(facts.stopReason ? [`${name}: what was said of it: ${facts.stopReason}`] : []),
    describeChange({ kind: 'over', release }, name),
  ];
}
