import { RecentActions } from '../aws/pipeline/recent-actions';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import type { RemoteTag } from '../git/annotated-tag';
import type { GitPlace } from '../git/run';
import { matchReasons, type Reason } from '../release/guards/reason';
import { annotateHistory, type HistoricRelease } from '../release/history/annotate';
import { idleMs } from '../release/history/attempts';
import { type HistoryFilter, isListed, isWanted } from '../release/history/filter';
import { isGreeting, type Release } from '../release/release';
import { parseStop, type Stop } from '../release/stop';
import { lookedAtFor, type OpenEnvironment, openEnvironment } from '../target/open-environment';
import { listReasons, readReasons } from '../target/reasons';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';
import { orWhyNot } from '../target/why-not';
import { detailsOf, keptFor, noDetails, type ReleaseDetails } from './release-details';

/** A release with why it was made, where somebody said so, and what people and AWS said of its end. */
export interface ExplainedRelease
  extends Omit<HistoricRelease, 'stopReason' | keyof ReleaseDetails>,
    ReleaseDetails {
  readonly reason: Reason | undefined;
  /** Who stopped it, and why. */
  readonly stopped: Stop | undefined;
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

/** How much of a history is wanted. */
export interface HistoryOptions {
  readonly limit: number;
  readonly patienceMs: number;
  /** Where what is known of releases that are over is kept; nothing is kept without it. */
  readonly keptIn?: string | undefined;
  /** Whether every run of their actions is wanted too, also of releases that were never tried again. */
  readonly withRuns?: boolean;
  /** Which are wanted; all unless it is said. Its commit may be any word for one. */
  readonly filter?: HistoryFilter | undefined;
}

/** So far beyond what is shown a commit's first release is looked for, which tells a rollback. */
const hindsight = 200;

/**
 * The latest releases of an environment. CodePipeline keeps them for twelve months. The run with which AWS greets a new
 * pipeline, before anything was pushed, is none.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function historyOf(
  environment: Environment,
  options: HistoryOptions,
  place: GitPlace,
): Promise<History> {
  return historyIn(
    lookedAtFor(await openEnvironment(environment), options.patienceMs),
    options,
    place,
  );
}

/** The same where the account is open already. */
export async function historyIn(
  open: OpenEnvironment,
  { limit, keptIn, withRuns = false, filter }: Omit<HistoryOptions, 'patienceMs'>,
  place: GitPlace,
): Promise<History> {
  const recent = new RecentActions(open.account, open.pipeline);
  const releases = new Releases(open);
  const [known, kept, tags] = await Promise.all([
    filter ? releases.until(() => false) : releases.latest(limit + hindsight),
    keptFor(open, keptIn),
    orWhyNot(listReasons(open, place)),
    checkAccount(open),
    recent.first(),
  ]);
  const released = known.filter((it) => !isGreeting(it));
  const anyReasonPasses = open.environment.guarded !== false;
  const wanted = { ...(await resolved(filter, released, place)), anyReasonPasses };
  const listed = annotateHistory(released).filter((it) => isListed(wanted, it));
  const found: ExplainedRelease[] = [];
  let unexplained: GitenvError | undefined;
  let looked = 0;
  while (looked < listed.length && found.length < limit) {
    const shown = listed.slice(looked, looked + limit);
    looked += shown.length;
    const [told, reasons] = await Promise.all([
      detailsOf(open, shown, recent, kept, { withRuns }),
      tags instanceof GitenvError ? tags : orWhyNot(readShown(tags, shown, open, place)),
    ]);
    if (reasons instanceof GitenvError) unexplained = reasons;
    const matched = matchReasons(known, reasons instanceof GitenvError ? [] : reasons);
    const all = shown.map((release, index) =>
      explained(release, told[index] ?? noDetails, matched.get(release.id)),
    );
    found.push(...all.filter((it) => isWanted(wanted, it)));
  }
  return {
    environment: open.environment.name,
    releases: found.slice(0, limit),
    hasMore: listed.length > looked || found.length > limit,
    unexplained,
  };
}

/** With the full name of the commit that is meant. @throws GitenvError UNKNOWN_COMMIT, AMBIGUOUS_COMMIT */
async function resolved(
  filter: HistoryFilter = {},
  released: readonly Release[],
  place: GitPlace,
): Promise<HistoryFilter> {
  const { commit } = filter;
  return commit === undefined
    ? filter
    : { ...filter, commit: await commitAmong(released, commit, place) };
}

/** The repository says whose account it is; whoever may not ask for that asks who they are. */
async function checkAccount(open: OpenEnvironment): Promise<void> {
  const known = await orWhyNot(open.cloneUrl());
  if (known instanceof GitenvError) await open.account.verify();
}

function explained(
  { stopReason, ...release }: HistoricRelease,
  told: ReleaseDetails,
  reason: Reason | undefined,
): ExplainedRelease {
  const { durationMs } = release;
  return {
    ...release,
    ...told,
    stopped: stopReason === undefined ? undefined : parseStop(stopReason),
    durationMs: durationMs === undefined ? undefined : durationMs - idleMs(told.attempts),
    reason,
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
