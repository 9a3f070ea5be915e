import { getStages } from '../aws/pipeline/pipeline-state';
import { GitenvError } from '../errors';
import { isGreeting, isOver, type Release } from '../release/release';
import type { OpenEnvironment } from '../target/open-environment';
import { Releases } from '../target/releases';

const searched = 100;

/** Releases that are not over, newest first, among the latest hundred. */
export async function releasesInFlight(open: OpenEnvironment): Promise<Release[]> {
  const latest = await new Releases(open).latest(searched);
  return latest.filter(({ status }) => !isOver(status));
}

/** @throws GitenvError NOTHING_WAITS */
export async function newestInFlight(open: OpenEnvironment): Promise<Release> {
  const [newest] = await releasesInFlight(open);
  if (newest) return newest;
  throw new GitenvError('NOTHING_WAITS', `Nothing is on its way in ${open.environment.name}`, {
    hint: `gitenv history ${open.environment.name}`,
  });
}

/** The latest release, which failed. */
export interface FailedRelease {
  readonly release: Release;
  readonly stage: string;
  /** Name of what failed in the stage. */
  readonly action: string;
  /** The one before it. */
  readonly before: string | undefined;
}

/** @throws GitenvError NOTHING_WAITS where the latest release did not fail, or nothing was pushed yet */
export async function latestFailed(open: OpenEnvironment): Promise<FailedRelease> {
  const { account, pipeline } = open;
  const { name } = open.environment;
  const [stages, [release, before]] = await Promise.all([
    getStages(account, pipeline),
    new Releases(open).latest(2),
  ]);
  if (release && isGreeting(release)) throw nothingYet(name);
  const failed = stages.find(({ latest }) => latest?.status === 'Failed');
  if (failed && release && release.id === failed.latest?.releaseId) {
    const action = failed.actions?.find(({ status }) => status === 'Failed')?.name ?? failed.name;
    return { release, stage: failed.name, action, before: before?.id };
  }
  if (release && !isOver(release.status))
    throw new GitenvError(
      'NOTHING_WAITS',
      `The latest release in ${name} is still on its way, so that there is nothing to try again`,
      {
        changed: 'nothing',
        hint: `gitenv watch ${name}\ngitenv rollback ${name} --now --reason '…'`,
      },
    );
  throw new GitenvError('NOTHING_WAITS', `The latest release in ${name} did not fail`, {
    advice: 'This releases the same commit once more:',
    hint: `gitenv redeploy ${name}`,
  });
}

function nothingYet(environment: string): GitenvError {
  return new GitenvError('NOTHING_WAITS', `Nothing was released in ${environment} yet`, {
    hint: `gitenv push ${environment}`,
  });
}
