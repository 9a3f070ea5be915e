import type { ReleaseAction } from '../release';
import type { StageState } from '../state/stage';

/**
 * All that the stages tell of one release, as a text that becomes another one when anything of it changes. What other
 * releases do leaves it as it is.
 */
export function traceOf(stages: readonly StageState[], releaseId: string): string {
  const own = stages.map(({ name, latest, waiting, approval, condition, actions }) => {
    const isWaiting = waiting.includes(releaseId);
    if (latest?.releaseId !== releaseId) return isWaiting && name;
    return { name, isWaiting, status: latest.status, approval, condition, actions };
  });
  return JSON.stringify(own.filter(Boolean));
}

/**
 * Whether the stages tell that the release goes on, and of its actions the same as their list, which AWS may bring up to
 * date a moment later. Until then the list is worth another look.
 */
export function isSettled(
  stages: readonly StageState[],
  releaseId: string,
  listed: readonly ReleaseAction[],
): boolean {
  const own = stages.filter(({ latest }) => latest?.releaseId === releaseId);
  const isInside = own.some(
    ({ latest, condition }) => goesOn(latest?.status) || condition?.hasFailed === false,
  );
  if (!isInside && !stages.some(({ waiting }) => waiting.includes(releaseId))) return false;
  const seen = new Map(own.flatMap(({ actions = [] }) => actions.map((one) => [one.id, one])));
  const known = new Map(listed.map((one) => [one.id, one]));
  const isListed = [...seen.values()].every(({ id, status, externalId }) => {
    const same = known.get(id);
    // Those of an earlier release are not in the list.
    if (!same) return status !== 'InProgress';
    return same.status === status && (same.buildId !== undefined || !isBuild(externalId));
  });
  return isListed && listed.every(({ id, status }) => status !== 'InProgress' || seen.has(id));
}

function goesOn(status: string | undefined): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** The id of a build is `project:uuid`. */
function isBuild(externalId: string | undefined): boolean {
  return externalId !== undefined && /^[^/:]+:[^/:]+$/.test(externalId);
}
