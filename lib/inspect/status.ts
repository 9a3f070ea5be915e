import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { distanceBetween } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { openToLook } from '../target/open-environment';
import type { Standing } from './standing';
import { standingOf } from './standing-of';

/** How one environment stands, or why it could not be asked. */
export interface EnvironmentStatus extends Standing {
  readonly environment: string;
  readonly region: string;
  readonly account: string | undefined;
  readonly upstream: string | undefined;
  /** Commits that run in the upstream and not here; undefined without an upstream, and where one of the two is not known. */
  readonly behind: number | undefined;
  /** Commits that run here and not in the upstream; undefined as `behind` is. */
  readonly ahead: number | undefined;
  readonly error: GitenvError | undefined;
}

/** An environment that has not answered yet. */
export interface AwaitedStatus {
  readonly environment: string;
  readonly isAwaited: true;
}

export interface StatusOptions {
  /** How long an account that does not answer is waited for. */
  readonly patienceMs: number;
  /** Names of the environments that are shown; all without it. Those before them on the path are asked as well. */
  readonly only?: readonly string[] | undefined;
  /** Told what is known so far each time that an environment has answered. */
  readonly onAnswer?: (known: readonly (EnvironmentStatus | AwaitedStatus)[]) => void;
}

/** Asks all environments at the same time. One that cannot be asked carries its error and does not hide the others. */
export async function statusOf(
  all: readonly Environment[],
  place: GitPlace,
  { patienceMs, only, onAnswer }: StatusOptions,
): Promise<EnvironmentStatus[]> {
  const isShown = ({ environment }: { environment: string }) => only?.includes(environment) ?? true;
  const environments = all.filter(({ name }) => isAsked(name, all, only));
  const known: (EnvironmentStatus | AwaitedStatus)[] = environments.map(({ name }) => {
    return { environment: name, isAwaited: true };
  });
  const statuses = await Promise.all(
    environments.map(async (environment, index) => {
      const status = await ask(environment, place, patienceMs);
      known[index] = status;
      onAnswer?.(known.filter(isShown));
      return status;
    }),
  );
  return Promise.all(
    statuses.filter(isShown).map(async (status) => {
      const upstream = statuses.find(({ environment }) => environment === status.upstream);
      return { ...status, ...(await distance(status, upstream, place)) };
    }),
  );
}

/** Whether an environment is shown, or is what one that is shown is compared with. */
function isAsked(
  name: string,
  all: readonly Environment[],
  only: readonly string[] | undefined,
): boolean {
  if (only === undefined || only.includes(name)) return true;
  return all.some((one) => one.upstream === name && only.includes(one.name));
}

async function ask(
  environment: Environment,
  place: GitPlace,
  patienceMs: number,
): Promise<EnvironmentStatus> {
  const { name, region, account, upstream } = environment;
  const known = { environment: name, region, account, upstream, ...unknownDistance };
  try {
    const open = await openToLook(environment, patienceMs);
    return { ...known, ...(await standingOf(open, place)), error: undefined };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return { ...known, ...nothingKnown, error };
  }
}

const nothingKnown: Standing = {
  wanted: undefined,
  running: undefined,
  partial: undefined,
  onItsWay: [],
  failed: undefined,
  held: [],
  wayOn: undefined,
  closed: undefined,
  protection: undefined,
  lockToCome: undefined,
  drift: undefined,
};

const unknownDistance = { behind: undefined, ahead: undefined };

async function distance(
  { running }: EnvironmentStatus,
  upstream: EnvironmentStatus | undefined,
  place: GitPlace,
): Promise<Pick<EnvironmentStatus, 'behind' | 'ahead'>> {
  if (!upstream?.running || !running) return unknownDistance;
  if (upstream.running.commit === running.commit) return { behind: 0, ahead: 0 };
  const found = await git(distanceBetween(upstream.running.commit, running.commit), place);
  return found ? { behind: found.ahead, ahead: found.behind } : unknownDistance;
}
