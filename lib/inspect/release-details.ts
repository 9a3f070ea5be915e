import type { Account } from '../aws/account/account';
import { awsNow } from '../aws/call/clock-skew';
import { inParallel } from '../aws/call/in-parallel';
import { getRelease } from '../aws/pipeline/pipeline';
import { getPipeline } from '../aws/pipeline/pipeline-state';
import type { RecentActions } from '../aws/pipeline/recent-actions';
import { failedCondition } from '../aws/pipeline/stage-condition';
import { deployedBundle } from '../aws/pipeline/vouched';
import { GitenvError } from '../errors';
import { type Attempt, attemptsIn, runsOf } from '../release/history/attempts';
import type { Release, ReleaseAction, StageCondition } from '../release/release';
import { failedAction, type Verdict, verdictIn } from '../release/verdict';
import type { OpenEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { KeptReleases } from './kept-releases';

/** Undefined where nothing is to be kept, or AWS does not say which pipeline it is. */
export async function keptFor(
  { account, pipeline, environment }: OpenEnvironment,
  folder: string | undefined,
): Promise<KeptReleases<ReleaseDetails> | undefined> {
  if (folder === undefined) return undefined;
  const made = await orWhyNot(
    Promise.all([getPipeline(account, pipeline), ownerOf(account, environment.account)]),
  );
  if (made instanceof GitenvError) return undefined;
  const [{ created }, owner] = made;
  if (created === undefined) return undefined;
  const { region } = account;
  const endpoint = account.endpoint('codepipeline');
  return new KeptReleases(folder, { account: owner, region, pipeline, created, endpoint });
}

async function ownerOf(account: Account, recorded: string | undefined): Promise<string> {
  return recorded ?? (await account.verify()).account;
}

/** What neither the list of releases nor its neighbours in it tell of a release. */
export interface ReleaseDetails {
  /** ARN of who pushed it. */
  readonly pushedBy: string | undefined;
  /** The condition of a stage that it failed, where that was why it failed. */
  readonly condition: StageCondition | undefined;
  /** Digest of the bundle that it built or found; undefined where its kit bundles nothing. */
  readonly bundle?: string | undefined;
  /** Who let it go on to its deploy, or did not. */
  readonly verdict: Verdict | undefined;
  /** Name of the action that it failed in, such as Deploy or Verify; undefined for any other end. */
  readonly failedIn: string | undefined;
  /** Every attempt of what was tried again inside of it, oldest first; empty for most releases. */
  readonly attempts: readonly Attempt[];
  /** Every time that an action of it ran, oldest first; missing unless it was asked for. */
  readonly runs?: readonly Attempt[];
}

export const noDetails: ReleaseDetails = {
  pushedBy: undefined,
  condition: undefined,
  verdict: undefined,
  failedIn: undefined,
  attempts: [],
};

/** For so long after its end AWS's lists may not tell all of a release yet. */
const settledMs = 60_000;
const concurrency = 5;

/** In the order of what is shown. What is kept of a release is not asked for again. */
export async function detailsOf(
  open: OpenEnvironment,
  shown: readonly Release[],
  recent: RecentActions,
  kept: KeptReleases<ReleaseDetails> | undefined,
  { withRuns = false }: { readonly withRuns?: boolean } = {},
): Promise<ReleaseDetails[]> {
  const before = shown.map((release, index) => {
    const known = kept?.get(release, index === 0);
    return withRuns && !known?.runs ? undefined : known;
  });
  const asked = shown.filter((_, index) => before[index] === undefined);
  // No page more than what is asked for needs, also if AWS has kept none of some.
  const oldest = asked.at(-1);
  if (oldest) await recent.backTo(oldest.startedAt);
  const told = await mapLimited(shown, concurrency, async (release, index) => {
    const known = before[index];
    if (known) return { ...noDetails, ...known };
    const actions = recent.byRelease.get(release.id) ?? [];
    const asked = await askOf(open, release, actions);
    const found = withRuns ? { ...asked, runs: runsOf(actions) } : asked;
    if (awsNow().getTime() - release.updatedAt.getTime() > settledMs) kept?.set(release, found);
    return found;
  });
  kept?.save();
  return told;
}

async function askOf(
  { account, pipeline }: OpenEnvironment,
  release: Release,
  actions: readonly ReleaseAction[],
): Promise<ReleaseDetails> {
  const { id, status, pushedBy: known } = release;
  const isByAction = status !== 'Failed' || actions.at(-1)?.status === 'Failed';
  const failedIn = status === 'Failed' ? failedAction(actions) : undefined;
  const [pushedBy, condition, bundle] = await Promise.all([
    known ?? getRelease(account, pipeline, id).then((it) => it.pushedBy),
    isByAction ? undefined : orWhyNot(failedCondition(account, pipeline, id)),
    deployedBundle({ caller: account, pipeline }, release, actions),
  ]);
  return {
    pushedBy,
    // Who may not ask about conditions reads the rest all the same.
    condition: condition instanceof GitenvError ? undefined : condition,
    bundle,
    verdict: verdictIn(actions),
    failedIn,
    attempts: attemptsIn(actions),
  };
}

/** AWS publishes no rate for this call, so only a few are under way at any time. */
async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  await inParallel([...items.entries()], limit, async ([index, item]) => {
    results[index] = await work(item, index);
  });
  return results;
}
