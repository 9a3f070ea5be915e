import { getBuild, readLog } from '../aws/build';
import type { Account } from '../aws/clients';
import { listActions } from '../aws/pipeline-state';
import type { Environment } from '../environment';
import type { GitPlace } from '../git/run';
import type { Release } from '../release/release';
import { followRelease } from './follow';
import { openGate } from './lock';
import type { Progress } from './progress';
import { commitAmong, latestReleases, releaseOf } from './releases';

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
