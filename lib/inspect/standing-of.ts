import { withOpening } from '../aws/pipeline/freeze-window';
import { getRelease } from '../aws/pipeline/pipeline';
import { deployedBundle } from '../aws/pipeline/vouched';
import { subjectOf } from '../git/history';
import { type GitPlace, git } from '../git/run';
import { heldBy } from '../release/history/hold';
import type { Release } from '../release/release';
import type { OnItsWay } from '../release/state/on-its-way';
import type { Evidence } from '../release/state/state';
import { wayOn } from '../release/state/way-on';
import type { DeployAttempt, FailedVerify } from '../release/state/what-runs';
import { lookAt, type SeenEnvironment } from '../target/evidence';
import { lockAmong } from '../target/lock/look';
import type { OpenEnvironment } from '../target/open-environment';
import { protectionToCome } from './protection';
import { driftOf, type FirstLook, firstLook } from './quiet';
import type {
  HeldCommit,
  PartialCommit,
  ReleaseOnItsWay,
  RunningCommit,
  Standing,
  TitledCommit,
  UnverifiedCommit,
} from './standing';

/** What is known of an environment already. */
interface KnownStanding {
  readonly first?: FirstLook;
  readonly known?: RunningCommit | undefined;
}

/** How an environment stands, with the names of its commits. */
export async function standingOf(
  open: OpenEnvironment,
  place: GitPlace,
  { first = firstLook(open), known }: KnownStanding = {},
): Promise<Standing> {
  const { environment } = open;
  const [seen, lockToCome, drift] = await Promise.all([
    lookAt(open, { stages: first.state.then(({ stages }) => stages) }),
    first.lockToCome,
    driftOf(open),
  ]);
  const { state, evidence } = seen;
  const { releases, stages } = evidence;
  const { wanted, running, partial, unverified, onItsWay, failed } = state;
  const [closed, tip, runs, held] = await Promise.all([
    lockAmong(stages, open),
    wanted === undefined ? undefined : titled(wanted, releases, place),
    running && runningCommit(running, evidence, open, known),
    heldCommits(seen, place),
  ]);
  return {
    wanted: tip,
    running: runs,
    partial: partial && partialCommit(partial),
    unverified: unverified && unverifiedCommit(unverified),
    onItsWay: await Promise.all(onItsWay.map((one) => located(one, open))),
    failed: failed && {
      release: failed.id,
      status: failed.status,
      commit: failed.commit,
      condition: failedCondition(failed.id, evidence),
    },
    held,
    wayOn: wayOn(environment.name, state, evidence),
    closed,
    protection: await protectionToCome(environment.name, evidence, place),
    lockToCome,
    drift,
  };
}

async function titled(
  commit: string,
  releases: readonly Release[],
  place: GitPlace,
): Promise<TitledCommit> {
  const released = releases.find((release) => release.commit === commit);
  const subject = released?.subject || (await git(subjectOf(commit), place));
  return { commit, subject: subject ?? '' };
}

async function runningCommit(
  { release, endedAt }: DeployAttempt,
  { actions }: Evidence,
  { account, pipeline }: OpenEnvironment,
  known: RunningCommit | undefined,
): Promise<RunningCommit | undefined> {
  const { id, commit, subject } = release;
  if (commit === undefined) return undefined;
  const isKnown = release.pushedBy !== undefined || known?.release === id;
  const pushedBy = isKnown
    ? (release.pushedBy ?? known?.pushedBy)
    : (await getRelease(account, pipeline, id)).pushedBy;
  const asked = { caller: account, pipeline };
  const bundle = await deployedBundle(asked, release, actions.get(id) ?? []);
  return { release: id, commit, subject, since: endedAt, pushedBy, bundle };
}

export function partialCommit({ release, status, endedAt }: DeployAttempt): PartialCommit {
  const { id, commit, subject } = release;
  return { release: id, commit, subject, status, since: endedAt };
}

function unverifiedCommit({ release, status, endedAt }: FailedVerify): UnverifiedCommit {
  return { release: release.id, commit: release.commit, status, since: endedAt };
}

async function located(
  { release, stage, action, waitsFor, heldBy: condition }: OnItsWay,
  { account, pipeline }: OpenEnvironment,
): Promise<ReleaseOnItsWay> {
  const { id, commit, subject, status, startedAt } = release;
  const held = condition && (await withOpening(account, pipeline, condition));
  return { release: id, commit, subject, status, startedAt, stage, action, waitsFor, heldBy: held };
}

function failedCondition(id: string, { stages }: Evidence) {
  const last = stages.findLast(({ latest }) => latest?.releaseId === id);
  return last?.condition?.hasFailed ? last.condition : undefined;
}

function heldCommits(
  { state, evidence: { releases } }: SeenEnvironment,
  place: GitPlace,
): Promise<HeldCommit[]> {
  const held = [...state.held].map(async (commit) => {
    const rollback = heldBy(releases, commit);
    const at = rollback?.startedAt ?? new Date(0);
    return { ...(await titled(commit, releases, place)), rolledBackTo: rollback?.commit, at };
  });
  return Promise.all(held);
}
