import { actions } from '../action-names';
import type { ExplainedRelease } from '../inspect/history';
import type { MeasuredDeploy, MeasuredRelease } from '../measures/facts';
import type { Attempt } from '../release/history/attempts';

/** Builds of deploys that came to nothing. What they have changed decides whether they count. */
export function failedDeployBuilds(releases: readonly ExplainedRelease[]): string[] {
  return releases
    .flatMap(({ runs = [] }) => runs)
    .filter((run) => run.action === actions.deploy && cameToNothing(run))
    .flatMap(({ buildId }) => buildId ?? []);
}

/**
 * A release as the measures see it.
 * @param without builds that are known to have changed nothing
 * @param isGuarded whether any reason lets a release pass
 */
export function measuredRelease(
  release: ExplainedRelease,
  without: ReadonlySet<string>,
  isGuarded = false,
): MeasuredRelease {
  const { id, commit, status, startedAt, updatedAt, durationMs, isRollback, isRolledBack } =
    release;
  const { runs = [], reason } = release;
  const succeeded = status === 'Succeeded';
  const whole = { startedAt, endedAt: updatedAt, hasFailed: false };
  const deploys = runs.flatMap((run) => deployOf(run, without));
  return {
    id,
    commit,
    startedAt,
    endedAt: durationMs === undefined ? undefined : updatedAt,
    succeeded,
    isRollback,
    isRolledBack,
    // A success whose actions AWS no longer keeps was deployed all the same.
    deploys: deploys.length === 0 && succeeded ? [whole] : deploys,
    approvalMs: approvalMs(runs),
    overridden: overriddenBy(reason, isGuarded),
  };
}

/** Verify deploys nothing, and can fail. A gate that refuses has changed nothing, and is none. */
function deployOf(run: Attempt, without: ReadonlySet<string>): MeasuredDeploy[] {
  const { action, startedAt, updatedAt, buildId } = run;
  const failed = cameToNothing(run);
  if (action !== actions.deploy && !(action === actions.verify && failed)) return [];
  const changedNothing = buildId !== undefined && without.has(buildId);
  return [{ startedAt, endedAt: updatedAt, hasFailed: failed && !changedNothing }];
}

function cameToNothing({ status }: Attempt): boolean {
  return status === 'Failed' || status === 'Abandoned';
}

function approvalMs(runs: readonly Attempt[]): number | undefined {
  const waits = runs.filter(({ action }) => action === actions.approve);
  if (waits.length === 0) return undefined;
  const length = ({ startedAt, updatedAt }: Attempt) => updatedAt.getTime() - startedAt.getTime();
  return waits.reduce((sum, wait) => sum + length(wait), 0);
}

/** A guarded environment's gate lets a release pass for a reason, whichever guards that names. */
function overriddenBy(reason: ExplainedRelease['reason'], isGuarded: boolean): readonly string[] {
  if (!reason) return [];
  return reason.guards.length === 0 && isGuarded ? ['gate'] : reason.guards;
}
