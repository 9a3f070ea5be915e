import type { Environment } from '../config/environment';
import { planOfRelease } from '../deploy/plan';
import { GitenvError } from '../errors';
import { graphOf } from '../git/history';
import { tagsByCommit } from '../git/named-commits';
import { type GitPlace, git } from '../git/run';
import type { ExplainedRelease } from '../inspect/history';
import { type EnvironmentStatus, statusOf } from '../inspect/status';
import { measure } from '../measures/measures';
import { heldCommits } from '../release/history/hold';
import { orWhyNot } from '../target/why-not';
import { ranBefore } from './changes';
import { CommitGraph } from './commit-graph';
import { type ReportOptions, rollbackTarget, type SeenHistory, seeHistory } from './environment';
import { failingCommands } from './failing';
import { objectionsToPromotion } from './promotion';
import type { MeasuredEnvironment, Report, ReportedEnvironment, ReportedRelease } from './report';

/**
 * Reads everything that the page shows. An environment that does not answer hides none of the others; a commit that this clone
 * lacks is shown by its hash.
 * @param environments in the order of the path
 */
export async function gatherReport(
  application: string,
  environments: readonly Environment[],
  options: ReportOptions,
  place: GitPlace,
): Promise<Report> {
  const { patienceMs, keptIn } = options;
  const [statuses, histories, tags] = await Promise.all([
    statusOf(environments, place, { patienceMs, keptIn }),
    Promise.all(environments.map((one) => seeHistory(one, options, place))),
    git(tagsByCommit, place),
  ]);
  const seen = histories.map((it) => (it instanceof GitenvError ? undefined : it));
  const graph = new CommitGraph(
    await git(graphOf([...commitsIn(statuses, seen), ...(options.also ?? [])]), place),
  );
  const reported = statuses.map(async (status, index) => {
    const at = statuses.findIndex(({ environment }) => environment === status.upstream);
    const above = { status: statuses[at], seen: histories[at] };
    // What a guarded environment's gate would say, its account alone knows.
    const isGuarded = environments[index]?.guarded !== false;
    const objections = isGuarded
      ? undefined
      : objectionsToPromotion(status, histories[index], above, graph);
    const reported = await reportEnvironment(status, histories[index], options);
    return { ...reported, objections, isGuarded };
  });
  return {
    application,
    madeAt: options.now,
    since: options.since,
    environments: await Promise.all(reported),
    measured: measureLast(environments, seen, graph, options),
    graph,
    tags,
  };
}

function commitsIn(
  statuses: readonly EnvironmentStatus[],
  seen: readonly (SeenHistory | undefined)[],
): string[] {
  const released = seen.flatMap((it) => it?.releases.map(({ commit }) => commit) ?? []);
  const wanted = statuses.map((it) => it.wanted?.commit);
  return [...new Set([...released, ...wanted].filter((it) => it !== undefined))];
}

async function reportEnvironment(
  status: EnvironmentStatus,
  seen: SeenHistory | GitenvError | undefined,
  { since, now }: ReportOptions,
): Promise<Omit<ReportedEnvironment, 'objections' | 'isGuarded'>> {
  if (!seen || seen instanceof GitenvError)
    return { status, error: seen, releases: [], rollbackTo: undefined, console: undefined };
  const before = ranBefore(seen.releases);
  const isIn = ({ durationMs, updatedAt }: ExplainedRelease) =>
    durationMs === undefined || updatedAt >= since;
  const told = (release: ExplainedRelease) => ({ ...release, before: before.get(release.id) });
  const waiting = status.onItsWay.find(({ waitsFor }) => waitsFor === 'approval')?.release;
  const found =
    waiting === undefined ? undefined : await orWhyNot(planOfRelease(seen.open, waiting));
  const plan = found instanceof GitenvError ? undefined : found;
  const lastWords = await failingCommands(seen.open, seen.releases);
  const releases: ReportedRelease[] = seen.releases.filter(isIn).map((it) => ({
    ...told(it),
    ...(it.id === waiting && { plan }),
    lastWords: lastWords.get(it.id),
  }));
  const wanted = status.wanted?.commit;
  const held = heldCommits(seen.releases);
  const target = rollbackTarget(seen.releases, { wanted, held }, now);
  return {
    status,
    error: undefined,
    releases,
    rollbackTo: target && told(target),
    console: seen.console,
  };
}

/** What is measured is the last environment; the first one says when a commit was seen. */
function measureLast(
  environments: readonly Environment[],
  seen: readonly (SeenHistory | undefined)[],
  graph: CommitGraph,
  { since, now }: ReportOptions,
): MeasuredEnvironment | undefined {
  const [name, last] = [environments.at(-1)?.name, seen.at(-1)];
  if (name === undefined || !last) return undefined;
  const measured = measure({
    releases: last.measured,
    firstSeen: seen[0]?.measured ?? [],
    commits: new Map(graph.commits.map((it) => [it.commit, it])),
    from: since,
    to: now,
  });
  return { environment: name, ...measured };
}
