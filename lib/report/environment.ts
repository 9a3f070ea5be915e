import { buildsWithoutChange } from '../aws/build/build';
import { isLoopback } from '../aws/profile/endpoint';
import { consoleAddress, type Environment } from '../config/environment';
import { GitenvError } from '../errors';
import type { GitPlace } from '../git/run';
import { type ExplainedRelease, historyIn } from '../inspect/history';
import type { MeasuredRelease } from '../measures/facts';
import type { ReleaseAction } from '../release/release';
import { chooseRollback } from '../release/state/rollback-choice';
import { lookedAtFor, type OpenEnvironment, openEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { failedDeployBuilds, measuredRelease } from './measured';

/** What one environment has released, and what that comes to. */
export interface SeenHistory {
  readonly open: OpenEnvironment;
  readonly releases: readonly ExplainedRelease[];
  readonly measured: readonly MeasuredRelease[];
  readonly console: string | undefined;
}

/** How much is read, and where it is kept. */
export interface ReportOptions {
  readonly patienceMs: number;
  readonly keptIn?: string | undefined;
  /** The most releases of an environment. */
  readonly limit: number;
  readonly since: Date;
  readonly now: Date;
  /** Commits that are to be in the graph beside those that were released. */
  readonly also?: readonly string[];
}

/** @returns why it cannot be read, in place of what it has released */
export function seeHistory(
  environment: Environment,
  { patienceMs, keptIn, limit }: ReportOptions,
  place: GitPlace,
): Promise<SeenHistory | GitenvError> {
  return orWhyNot(
    openEnvironment(environment).then(async (opened) => {
      const open = lookedAtFor(opened, patienceMs);
      const { releases } = await historyIn(open, { limit, keptIn, withRuns: true }, place);
      const without = await unchanged(open, failedDeployBuilds(releases));
      const measured = releases
        .map((it) => measuredRelease(it, without, environment.guarded !== false))
        .reverse();
      return { open, releases, measured, console: consoleOf(open) };
    }),
  );
}

/** BatchGetBuilds takes so many ids. */
const most = 100;

/** Where nobody may ask for builds, or they are forgotten, each is taken to have changed something. */
async function unchanged(
  { account }: OpenEnvironment,
  builds: readonly string[],
): Promise<ReadonlySet<string>> {
  const without = new Set<string>();
  for (let at = 0; at < builds.length; at += most) {
    const found = await orWhyNot(buildsWithoutChange(account, builds.slice(at, at + most)));
    if (found instanceof GitenvError) return without;
    for (const id of found) without.add(id);
  }
  return without;
}

/** The AWS on this machine has no console. */
function consoleOf({ account, environment }: OpenEnvironment): string | undefined {
  const endpoint = account.endpoint('codepipeline');
  return endpoint !== undefined && isLoopback(endpoint) ? undefined : consoleAddress(environment);
}

/** The release that `gitenv rollback` would go back to now. */
export function rollbackTarget(
  releases: readonly ExplainedRelease[],
  { wanted, held }: { readonly wanted: string | undefined; readonly held: ReadonlySet<string> },
  now: Date,
): ExplainedRelease | undefined {
  const actions = new Map(releases.map(({ id, runs = [] }) => [id, runs.map(actionOf)]));
  const choice = chooseRollback({ wanted, held }, releases, actions, { now, further: true });
  return choice.kind === 'back' ? releases.find(({ id }) => id === choice.to.id) : undefined;
}

function actionOf(run: NonNullable<ExplainedRelease['runs']>[number]): ReleaseAction {
  const { stage, action: name, status, startedAt, updatedAt, summary, buildId } = run;
  const base = { id: '', stage, name, status, startedAt, updatedAt, summary, buildId };
  return { ...base, variables: {} };
}
