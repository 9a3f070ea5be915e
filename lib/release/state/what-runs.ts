import { actions as actionNames } from '../../action-names';
import type { Release, ReleaseAction } from '../release';

/** The actions of releases, by the release's id, each in the order they started. */
export type ActionsByRelease = ReadonlyMap<string, readonly ReleaseAction[]>;

/** One time that a commit was deployed, or was begun to be. */
export interface DeployAttempt {
  readonly release: Release;
  readonly status: ReleaseAction['status'];
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** CodeBuild's build id; undefined where AWS does not say. */
  readonly buildId: string | undefined;
  /** Known to have changed nothing, however it ended. */
  readonly hasChangedNothing: boolean;
}

/** What is in an environment, by what its Deploy actions did. */
export interface WhatRuns {
  /** The attempt that succeeded last; undefined before the first. */
  readonly running: DeployAttempt | undefined;
  /**
   * An attempt that began after it and came to nothing, so that the environment is between the two. What ran to its
   * end since has put that right, so it is undefined then.
   */
  readonly partial: DeployAttempt | undefined;
  /** An attempt that is going on. */
  readonly deploying: DeployAttempt | undefined;
  /** How the last look at the running attempt came to nothing: it runs, and is not good. Undefined if it did not, or none was. */
  readonly unverified: FailedVerify | undefined;
}

/** A look at what a deploy has put there, after which its release is not good. */
export interface FailedVerify {
  readonly release: Release;
  /** `Abandoned` if it was stopped. */
  readonly status: ReleaseAction['status'];
  readonly endedAt: Date;
}

/**
 * What runs: the commit whose Deploy action succeeded last. How the release around it ended does not count, since a
 * release may be stopped, or fail to verify, after its deploy.
 * @param releases newest first, at least back to the latest success
 * @param actions of those releases. A success without any, whose actions AWS no longer keeps, counts as a deploy.
 * @param without builds that are known to have changed nothing
 */
export function whatRuns(
  releases: readonly Release[],
  actions: ActionsByRelease,
  without: ReadonlySet<string> = new Set(),
): WhatRuns {
  const { running, newer } = sinceSuccess(deployAttempts(releases, actions, without));
  return {
    running,
    partial: newer.find((attempt) => isCutOff(attempt) && !attempt.hasChangedNothing),
    deploying: newer.find(({ status }) => status === 'InProgress'),
    unverified: running && failedVerify(running, actions),
  };
}

function failedVerify(
  { release, startedAt: deployedAt }: DeployAttempt,
  actions: ActionsByRelease,
): FailedVerify | undefined {
  const last = actions
    .get(release.id)
    ?.findLast(({ name, startedAt }) => name === actionNames.verify && startedAt >= deployedAt);
  if (!last || !isCutOff(last)) return undefined;
  return { release, status: last.status, endedAt: last.updatedAt };
}

/** The attempt that succeeded last, and those after it. */
function sinceSuccess(attempts: readonly DeployAttempt[]) {
  const at = attempts.findIndex(({ status }) => status === 'Succeeded');
  return { running: attempts[at], newer: at < 0 ? attempts : attempts.slice(0, at) };
}

function isCutOff({ status }: Pick<DeployAttempt, 'status'>): boolean {
  return status === 'Failed' || status === 'Abandoned';
}

/** The builds of deploys that came to nothing after the last success. What they have changed decides what runs. */
export function doubtfulBuilds(releases: readonly Release[], actions: ActionsByRelease): string[] {
  const { newer } = sinceSuccess(deployAttempts(releases, actions));
  return newer.filter(isCutOff).flatMap(({ buildId }) => buildId ?? []);
}

/** Every deploy that was begun, the latest first. A release that was tried again has several. */
export function deployAttempts(
  releases: readonly Release[],
  actions: ActionsByRelease,
  without: ReadonlySet<string> = new Set(),
): DeployAttempt[] {
  return releases
    .flatMap((release) => attemptsOf(release, actions.get(release.id), without))
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

function attemptsOf(
  release: Release,
  actions: readonly ReleaseAction[] | undefined,
  without: ReadonlySet<string>,
): DeployAttempt[] {
  if (actions === undefined || actions.length === 0)
    return release.status === 'Succeeded' ? [wholeOf(release)] : [];
  return actions
    .filter(({ name }) => name === actionNames.deploy)
    .map(({ status, startedAt, updatedAt, buildId, neverBegan = false }) => ({
      release,
      status,
      startedAt,
      endedAt: updatedAt,
      buildId,
      hasChangedNothing: neverBegan || (buildId !== undefined && without.has(buildId)),
    }))
    .reverse();
}

function wholeOf(release: Release): DeployAttempt {
  const { startedAt, updatedAt } = release;
  const whole = { startedAt, endedAt: updatedAt, buildId: undefined, hasChangedNothing: false };
  return { release, status: 'Succeeded', ...whole };
}
