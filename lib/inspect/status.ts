import { getRelease } from '../aws/pipeline/pipeline';
import { getStages, listActions } from '../aws/pipeline/pipeline-state';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { distanceBetween, subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { bundleIn } from '../release/bundle';
import { releasesNow } from '../release/history/running';
import type { Closed } from '../release/lock/closed';
import type { LockToCome } from '../release/lock/lock';
import type { Release, StageCondition } from '../release/release';
import type { StageState } from '../release/state/stage';
import { lockAmong } from '../target/lock/look';
import { lockToComeIfTold } from '../target/lock/schedules';
import { openRepository } from '../target/open-environment';
import { Releases } from '../target/releases';
import { latestDrift } from './drift';

/** A commit as far as it is known; the subject is empty where neither AWS nor this clone knows it. */
export interface TitledCommit {
  readonly commit: string;
  readonly subject: string;
}

export interface RunningCommit extends TitledCommit {
  readonly release: string;
  readonly since: Date;
  /** ARN of who pushed it; undefined where AWS did not say. */
  readonly pushedBy: string | undefined;
  /** The digest of its bundle; undefined where its kit bundles nothing. */
  readonly bundle: string | undefined;
}

export interface ReleaseInFlight {
  readonly release: string;
  readonly commit: string | undefined;
  readonly subject: string;
  readonly status: string;
  readonly startedAt: Date;
  /** The stage it is in, or waits to enter. */
  readonly stage: string | undefined;
  readonly waitsFor: 'approval' | 'stage' | 'condition' | undefined;
  /** The condition of its stage that it does not meet yet. */
  readonly heldBy: StageCondition | undefined;
}

/** How many things of an environment are not as a commit says. */
export interface FoundDrift {
  readonly commit: string;
  readonly count: number;
  readonly comparedAt: Date;
}

/** How one environment stands, or why it could not be asked. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly region: string;
  readonly account: string | undefined;
  readonly upstream: string | undefined;
  /** What should run: the branch's tip. Undefined before the first push. */
  readonly tip: TitledCommit | undefined;
  /** What runs: the newest release that succeeded. */
  readonly running: RunningCommit | undefined;
  readonly inFlight: readonly ReleaseInFlight[];
  /** The release that ended without success and is why the tip does not run. */
  readonly failed:
    | {
        readonly release: string;
        readonly status: string;
        readonly commit: string | undefined;
        /** The condition of a stage that it failed, where that was why. */
        readonly condition: StageCondition | undefined;
      }
    | undefined;
  /** What the latest comparison with the running commit found; undefined where none is scheduled, or none was made yet. */
  readonly drift: FoundDrift | undefined;
  /** What keeps releases out: a lock, or the words of somebody who closed the pipeline without gitenv. */
  readonly closed: Closed | undefined;
  /** A lock whose time has not come; undefined as well if AWS does not say. */
  readonly lockToCome: LockToCome | undefined;
  /** Commits that run in the upstream and not here; undefined without an upstream, and where this clone lacks one of the two. */
  readonly behind: number | undefined;
  /** Commits that run here and not in the upstream; undefined as `behind` is. */
  readonly ahead: number | undefined;
  readonly error: GitenvError | undefined;
}

/** Asks all environments at the same time. One that cannot be asked carries its error and does not hide the others. */
export async function statusOf(
  environments: readonly Environment[],
  place: GitPlace,
): Promise<EnvironmentStatus[]> {
  const statuses = await Promise.all(environments.map((environment) => ask(environment, place)));
  return Promise.all(
    statuses.map(async (status) => {
      const upstream = statuses.find(({ environment }) => environment === status.upstream);
      return { ...status, ...(await distance(status, upstream, place)) };
    }),
  );
}

async function ask(environment: Environment, place: GitPlace): Promise<EnvironmentStatus> {
  const { name, region, account, upstream } = environment;
  const known = { environment: name, region, account, upstream, ...unknownDistance };
  try {
    return { ...known, ...(await lookAt(environment, place)), error: undefined };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    const nothing = {
      tip: undefined,
      running: undefined,
      inFlight: [],
      failed: undefined,
      closed: undefined,
      lockToCome: undefined,
      drift: undefined,
    };
    return { ...known, ...nothing, error };
  }
}

async function lookAt(
  environment: Environment,
  place: GitPlace,
): Promise<
  Pick<
    EnvironmentStatus,
    'tip' | 'running' | 'inFlight' | 'failed' | 'closed' | 'lockToCome' | 'drift'
  >
> {
  const open = await openRepository(environment);
  const { account, pipeline } = open;
  const tip = await open.tip();
  const [releases, stages, lockToCome, drift] = await Promise.all([
    new Releases(open).backTo(isSuccess),
    getStages(account, pipeline),
    lockToComeIfTold(open),
    environment.watchesDrift ? latestDrift(open) : undefined,
  ]);
  const { running, inFlight, failed } = releasesNow(releases, tip);
  const [closed, pusher, actions] = await Promise.all([
    lockAmong(stages, open),
    running && running.pushedBy === undefined ? getRelease(account, pipeline, running.id) : running,
    running ? listActions(account, pipeline, running.id) : [],
  ]);
  return {
    tip: tip === undefined ? undefined : await named(tip, releases, place),
    running:
      running?.commit === undefined
        ? undefined
        : {
            release: running.id,
            commit: running.commit,
            subject: running.subject,
            since: running.updatedAt,
            pushedBy: pusher?.pushedBy,
            bundle: bundleIn(actions),
          },
    closed,
    lockToCome,
    drift: drift && {
      commit: drift.commit,
      count: drift.changes.length,
      comparedAt: new Date(drift.createdAt),
    },
    inFlight: inFlight.map((release) => located(release, stages)),
    failed: failed && {
      release: failed.id,
      status: failed.status,
      commit: failed.commit,
      condition: unmetBy(failed.id, stages, true),
    },
  };
}

const isSuccess = ({ status }: Release) => status === 'Succeeded';

async function named(
  commit: string,
  releases: readonly Release[],
  place: GitPlace,
): Promise<TitledCommit> {
  const released = releases.find((release) => release.commit === commit);
  const subject = released?.subject || (await git(subjectOf(commit), place));
  return { commit, subject: subject ?? '' };
}

function located(release: Release, stages: readonly StageState[]): ReleaseInFlight {
  const { id, commit, subject, status, startedAt } = release;
  const inside = stages.findLast(
    ({ latest }) => latest?.releaseId === id && latest.status === 'InProgress',
  );
  const waiting = stages.find((stage) => stage.waiting.includes(id));
  const heldBy = waiting || inside?.approval ? undefined : unmetBy(id, stages, false);
  return {
    release: id,
    commit,
    subject,
    status,
    startedAt,
    stage: (waiting ?? inside)?.name,
    waitsFor: waiting ? 'stage' : inside?.approval ? 'approval' : heldBy && 'condition',
    heldBy,
  };
}

function unmetBy(
  id: string,
  stages: readonly StageState[],
  hasFailed: boolean,
): StageCondition | undefined {
  const last = stages.findLast(({ latest }) => latest?.releaseId === id);
  return last?.condition?.hasFailed === hasFailed ? last.condition : undefined;
}

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
