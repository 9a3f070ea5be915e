import { getRelease } from '../aws/pipeline/pipeline';
import { RecentActions } from '../aws/pipeline/recent-actions';
import { failedCondition } from '../aws/pipeline/stage-condition';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import type { RemoteTag } from '../git/annotated-tag';
import type { GitPlace } from '../git/run';
import { matchReasons, type Reason } from '../release/guards/reason';
import { annotateHistory, type HistoricRelease } from '../release/history/annotate';
import { type Attempt, attemptsIn, idleMs } from '../release/history/attempts';
import {
  isGreeting,
  type Release,
  type ReleaseAction,
  type StageCondition,
} from '../release/release';
import type { ActionsByRelease } from '../release/state/what-runs';
import { parseStop, type Stop } from '../release/stop';
import { failedStage, type Verdict, verdictIn } from '../release/verdict';
import { vouchedIn } from '../release/vouched';
import { lookedAtFor, type OpenEnvironment, openEnvironment } from '../target/open-environment';
import { listReasons, readReasons } from '../target/reasons';
import { Releases } from '../target/releases';
import { orWhyNot } from '../target/why-not';

/** A release with why it was made, where somebody said so, and what people and AWS said of its end. */
export interface ExplainedRelease extends Omit<HistoricRelease, 'stopReason'> {
  readonly reason: Reason | undefined;
  /** The condition of a stage that it failed, where that was why it failed. */
  readonly condition: StageCondition | undefined;
  /** Who let it go on to its deploy, or did not. */
  readonly verdict: Verdict | undefined;
  /** Who stopped it, and why. */
  readonly stopped: Stop | undefined;
  /** The stage it failed in; undefined for any other end. */
  readonly failedIn: string | undefined;
  /** Every attempt of what was tried again inside of it, oldest first; empty for most releases. */
  readonly attempts: readonly Attempt[];
}

export interface History {
  readonly environment: string;
  /** Newest first. */
  readonly releases: readonly ExplainedRelease[];
  /** Why the reasons could not be read, which are kept in the repository. */
  readonly unexplained: GitenvError | undefined;
  /** Whether there are older ones. */
  readonly hasMore: boolean;
}

/** So far beyond what is shown a commit's first release is looked for, which tells a rollback. */
const hindsight = 200;
const concurrency = 5;

/**
 * The latest releases of an environment. CodePipeline keeps them for twelve months. The run with which AWS greets a new
 * pipeline, before anything was pushed, is none.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function historyOf(
  environment: Environment,
  { limit, patienceMs }: { readonly limit: number; readonly patienceMs: number },
  place: GitPlace,
): Promise<History> {
  const open = lookedAtFor(await openEnvironment(environment), patienceMs);
  const { account, pipeline } = open;
  const [known, , tags] = await Promise.all([
    new Releases(open).latest(limit + hindsight),
    account.verify(),
    orWhyNot(listReasons(open, place)),
  ]);
  const released = known.filter((it) => !isGreeting(it));
  const shown = annotateHistory(released).slice(0, limit);
  const [named, reasons, actions] = await Promise.all([
    mapLimited(shown, concurrency, (release) => detailed(open, release)),
    tags instanceof GitenvError ? tags : orWhyNot(readShown(tags, shown, open, place)),
    actionsOf(shown, new RecentActions(account, pipeline)),
  ]);
  const matched = matchReasons(known, reasons instanceof GitenvError ? [] : reasons);
  return {
    environment: environment.name,
    releases: named.map(({ stopReason, ...release }) => ({
      ...release,
      ...toldBy(actions.get(release.id) ?? [], { ...release, stopReason }),
      reason: matched.get(release.id),
    })),
    hasMore: released.length > limit,
    unexplained: reasons instanceof GitenvError ? reasons : undefined,
  };
}

/** Those of the oldest that is shown, and of all after it; no page more, also if AWS has kept none of some. */
async function actionsOf(
  shown: readonly Release[],
  recent: RecentActions,
): Promise<ActionsByRelease> {
  const times = shown.map(({ startedAt }) => startedAt.getTime());
  if (times.length > 0) await recent.backTo(new Date(Math.min(...times)));
  return recent.byRelease;
}

type Told = 'bundle' | 'verdict' | 'stopped' | 'failedIn' | 'attempts' | 'durationMs';

function toldBy(
  actions: readonly ReleaseAction[],
  { status, stopReason, durationMs }: Pick<HistoricRelease, 'status' | 'stopReason' | 'durationMs'>,
): Pick<ExplainedRelease, Told> {
  const attempts = attemptsIn(actions);
  return {
    bundle: vouchedIn(actions).bundle,
    verdict: verdictIn(actions),
    stopped: stopReason === undefined ? undefined : parseStop(stopReason),
    failedIn: status === 'Failed' ? failedStage(actions) : undefined,
    attempts,
    durationMs: durationMs === undefined ? undefined : durationMs - idleMs(attempts),
  };
}

/** With what the list of releases does not tell. */
async function detailed(
  { account, pipeline }: OpenEnvironment,
  release: HistoricRelease,
): Promise<HistoricRelease & Pick<ExplainedRelease, 'condition'>> {
  const { id, status } = release;
  const [pushedBy, condition] = await Promise.all([
    release.pushedBy ?? getRelease(account, pipeline, id).then((it) => it.pushedBy),
    status === 'Failed' ? orWhyNot(failedCondition(account, pipeline, id)) : undefined,
  ]);
  // Who may not ask about conditions reads the rest all the same.
  return {
    ...release,
    pushedBy,
    condition: condition instanceof GitenvError ? undefined : condition,
  };
}

/** A history is worth reading also where the repository, unlike the pipeline, cannot be read. */
function readShown(
  tags: readonly RemoteTag[],
  shown: readonly Release[],
  open: OpenEnvironment,
  place: GitPlace,
): Promise<Reason[]> {
  const commits = new Set(shown.map(({ commit }) => commit));
  return readReasons(
    tags.filter(({ commit }) => commits.has(commit)),
    open,
    place,
  );
}

/** AWS publishes no rate for this call, so only a few are under way at any time. */
async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
