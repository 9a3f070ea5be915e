import type { Release } from '../release';
import { shortCommit } from '../wording';
import type { EnvironmentState } from './state';
import type { DeployAttempt, FailedVerify } from './what-runs';

type Runs = Pick<EnvironmentState, 'running' | 'partial' | 'unverified'>;

/**
 * What runs, as every command says it: `runs 1a2b3c4d`, `runs 1a2b3c4d, which did not verify`, or `is between 1a2b3c4d and
 * 5e6f7a8b (…)`.
 */
export function describeRuns({ running, partial, unverified }: Runs): string {
  const whole = running && shortCommit(running.release.commit);
  if (partial) return `is ${describeBetween(whole, partial)}`;
  if (whole === undefined) return 'runs nothing yet';
  return unverified ? `runs ${whole}, which ${notVerified(unverified)}` : `runs ${whole}`;
}

/** `between 1a2b3c4d and 5e6f7a8b (a deploy failed half way)` */
export function describeBetween(
  whole: string | undefined,
  { release, status }: { release: Pick<Release, 'commit'>; status: DeployAttempt['status'] },
): string {
  const part = shortCommit(release.commit);
  const where = whole === undefined ? `at a part of ${part}` : `between ${whole} and ${part}`;
  return `${where} (${halfWay(status)})`;
}

/** Why an environment is between two commits. */
export function halfWay(status: DeployAttempt['status']): string {
  return `a deploy ${status === 'Abandoned' ? 'was stopped' : 'failed'} half way`;
}

/** What became of the look at what runs. */
export function notVerified({ status }: Pick<FailedVerify, 'status'>): string {
  return status === 'Abandoned' ? 'nothing has verified to its end' : 'did not verify';
}
