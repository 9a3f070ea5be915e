import { type Account, openAccount } from '../aws/account/account';
import { describeRepository } from '../aws/codecommit/repository';
import { getRelease, listReleases } from '../aws/pipeline/pipeline';
import { listActionsOf } from '../aws/pipeline/pipeline-state';
import { failedCondition } from '../aws/pipeline/stage-condition';
import type { Environment } from '../config/environment';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import type { GitPlace } from '../git/run';
import { bundleIn } from '../release/bundle';
import { matchReasons, type Reason } from '../release/guards/reason';
import { annotateHistory, type HistoricRelease } from '../release/history/annotate';
import type { Release, ReleaseAction, StageCondition } from '../release/release';
import { parseStop, type Stop } from '../release/stop';
import { failedStage, type Verdict, verdictIn } from '../release/verdict';
import type { HistorySource } from '../target/history-source';
import { listReasons, readReasons } from '../target/reasons';
import { historySource } from '../target/target';

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
 * The latest releases of an environment. CodePipeline keeps them for twelve months.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function historyOf(
  environment: Environment,
  limit: number,
  place: GitPlace,
): Promise<History> {
  const { name, profile, region } = environment;
  const account = await openAccount({
    profile,
    region,
    account: environment.account,
    environment: name,
  });
  const { pipeline } = namesOf(environment.application);
  const [known, , kept] = await Promise.all([
    take(listReleases(account, pipeline), limit + hindsight),
    account.verify(),
    orWhyNot(keptReasons(account, environment, place)),
  ]);
  const shown = annotateHistory(known).slice(0, limit);
  const ids = new Set(shown.map(({ id }) => id));
  const [named, reasons, actions] = await Promise.all([
    mapLimited(shown, concurrency, (release) => detailed(release, account, pipeline)),
    kept instanceof GitenvError ? kept : orWhyNot(readKept(kept, shown, place)),
    listActionsOf(account, pipeline, ids),
  ]);
  const matched = matchReasons(known, reasons instanceof GitenvError ? [] : reasons);
  return {
    environment: name,
    releases: named.map(({ stopReason, ...release }) => ({
      ...release,
      ...toldBy(actions.get(release.id) ?? [], { ...release, stopReason }),
      reason: matched.get(release.id),
    })),
    hasMore: known.length > limit,
    unexplained: reasons instanceof GitenvError ? reasons : undefined,
  };
}

type Told = 'bundle' | 'verdict' | 'stopped' | 'failedIn';

function toldBy(
  actions: readonly ReleaseAction[],
  { status, stopReason }: Pick<HistoricRelease, 'status' | 'stopReason'>,
): Pick<ExplainedRelease, Told> {
  return {
    bundle: bundleIn(actions),
    verdict: verdictIn(actions),
    stopped: stopReason === undefined ? undefined : parseStop(stopReason),
    failedIn: status === 'Failed' ? failedStage(actions) : undefined,
  };
}

/** With what the list of releases does not tell. */
async function detailed(
  release: HistoricRelease,
  account: Account,
  pipeline: string,
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

interface Kept {
  readonly tags: Awaited<ReturnType<typeof listReasons>>;
  readonly source: HistorySource;
}

async function keptReasons(
  account: Account,
  environment: Environment,
  place: GitPlace,
): Promise<Kept> {
  const { repository } = namesOf(environment.application);
  const { cloneUrl } = await describeRepository(account, repository);
  const source = await historySource({ account, environment, cloneUrl }, place);
  return { source, tags: await listReasons(source) };
}

function readKept(
  { tags, source }: Kept,
  shown: readonly Release[],
  place: GitPlace,
): Promise<Reason[]> {
  const commits = new Set(shown.map(({ commit }) => commit));
  return readReasons(
    tags.filter(({ commit }) => commits.has(commit)),
    source,
    place,
  );
}

/** A history is worth reading also where the repository, unlike the pipeline, cannot be read. */
async function orWhyNot<T>(answer: Promise<T>): Promise<T | GitenvError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitenvError) return error;
    throw error;
  }
}

async function take(releases: AsyncIterable<Release>, count: number): Promise<Release[]> {
  const taken: Release[] = [];
  for await (const release of releases) {
    taken.push(release);
    if (taken.length === count) break;
  }
  return taken;
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
