import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { distanceBetween } from '../git/history';
import { type GitPlace, git } from '../git/run';
import type { BreakGlass } from '../guard/said';
import {
  lookedAtFor,
  type OpenEnvironment,
  openEnvironment,
  openToLook,
} from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { unreviewed } from './guarded/review';
import { firstLook, QuietEnvironment } from './quiet';
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
  /** Whether the bundle that runs here is the one that runs in the upstream; undefined unless both run one commit and both have a bundle. */
  readonly sameBundle: boolean | undefined;
  readonly error: GitenvError | undefined;
  /** Releases that passed the gate for a reason alone, and that nobody else has reviewed; only of a guarded environment. */
  readonly unreviewed?: readonly BreakGlass[] | undefined;
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
  /** Where it is kept how quiet environments stood; nothing is kept without it. */
  readonly keptIn?: string | undefined;
  /** Told what is known so far each time that an environment has answered. */
  readonly onAnswer?: (known: readonly (EnvironmentStatus | AwaitedStatus)[]) => void;
}

/** Asks all environments at the same time. One that cannot be asked carries its error and does not hide the others. */
export async function statusOf(
  all: readonly Environment[],
  place: GitPlace,
  { patienceMs, only, keptIn, onAnswer }: StatusOptions,
): Promise<EnvironmentStatus[]> {
  const isShown = ({ environment }: { environment: string }) => only?.includes(environment) ?? true;
  const environments = all.filter(({ name }) => isAsked(name, all, only));
  const known: (EnvironmentStatus | AwaitedStatus)[] = environments.map(({ name }) => {
    return { environment: name, isAwaited: true };
  });
  const statuses = await Promise.all(
    environments.map(async (environment, index) => {
      const status = await ask(environment, place, { patienceMs, keptIn });
      known[index] = status;
      onAnswer?.(known.filter(isShown));
      return status;
    }),
  );
  return Promise.all(
    statuses.filter(isShown).map(async (status) => {
      const upstream = statuses.find(({ environment }) => environment === status.upstream);
      const open = environments.find(({ name }) => name === status.environment);
      const reviews = open && (await reviewsOf(open, status, patienceMs));
      return { ...status, ...(await distance(status, upstream, place)), ...reviews };
    }),
  );
}

/** What cannot be asked for hides nothing else. */
async function reviewsOf(
  environment: Environment,
  { error }: EnvironmentStatus,
  patienceMs: number,
): Promise<Pick<EnvironmentStatus, 'unreviewed'>> {
  if (!environment.guarded || error) return {};
  const found = await orWhyNot(unreviewed(await openToLook(environment, patienceMs)));
  return found instanceof GitenvError ? {} : { unreviewed: found };
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
  { patienceMs, keptIn }: Pick<StatusOptions, 'patienceMs' | 'keptIn'>,
): Promise<EnvironmentStatus> {
  const { name, region, account, upstream } = environment;
  const known = { environment: name, region, account, upstream, ...unknownDistance };
  try {
    const open = lookedAtFor(await openEnvironment(environment), patienceMs);
    return { ...known, ...(await lookOnce(open, place, keptIn)), error: undefined };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return { ...known, ...nothingKnown, error };
  }
}

/** A quiet environment is known by three answers; of any other one the rest is asked as well. */
async function lookOnce(
  open: OpenEnvironment,
  place: GitPlace,
  keptIn: string | undefined,
): Promise<Standing> {
  const quiet = keptIn === undefined ? undefined : new QuietEnvironment(open, keptIn);
  const first = firstLook(open);
  const known = quiet && (await orWhyNot(quiet.standing(first)));
  if (known && !(known instanceof GitenvError)) return known;
  const asking = standingOf(open, place, { first, known: quiet?.running });
  asking.catch(() => undefined);
  // Whose account it is, and that there is something at all, comes before all that lacks in it.
  await Promise.all([open.cloneUrl(), open.tip()]);
  const standing = await asking;
  quiet?.keep(await first.state, standing);
  return standing;
}

const nothingKnown: Standing = {
  wanted: undefined,
  running: undefined,
  partial: undefined,
  unverified: undefined,
  onItsWay: [],
  failed: undefined,
  held: [],
  wayOn: undefined,
  closed: undefined,
  protection: undefined,
  lockToCome: undefined,
  drift: undefined,
};

const unknownDistance = { behind: undefined, ahead: undefined, sameBundle: undefined };

async function distance(
  { running }: EnvironmentStatus,
  upstream: EnvironmentStatus | undefined,
  place: GitPlace,
): Promise<Pick<EnvironmentStatus, 'behind' | 'ahead' | 'sameBundle'>> {
  const above = upstream?.running;
  if (!above || !running) return unknownDistance;
  if (above.commit === running.commit)
    return { behind: 0, ahead: 0, sameBundle: isSameBundle(above.bundle, running.bundle) };
  const found = await git(distanceBetween(above.commit, running.commit), place);
  return found ? { ...unknownDistance, behind: found.ahead, ahead: found.behind } : unknownDistance;
}

function isSameBundle(above: string | undefined, here: string | undefined): boolean | undefined {
  return above === undefined || here === undefined ? undefined : above === here;
}
