import { stages } from '../../contract';
import { annotateHistory } from '../history/annotate';
import type { Release } from '../release';
import { type OnItsWay, waitsToEnter } from './on-its-way';
import type { EnvironmentState } from './state';

/** Which release is to be cancelled. */
export interface CancelChoice {
  readonly chosen: OnItsWay;
  /** The others that are on their way, which go on. Newest first. */
  readonly others: readonly OnItsWay[];
}

/**
 * Without a commit, the release in Deploy is meant; if none is there, the oldest that is no rollback. So nobody cancels the
 * way back who means what it goes back from.
 * @param releases newest first
 * @param commit the commit that was named
 * @returns undefined if nothing is on its way, or nothing of that commit
 */
export function chooseCancel(
  { onItsWay }: EnvironmentState,
  releases: readonly Release[],
  commit: string | undefined,
): CancelChoice | undefined {
  const candidates = onItsWay.filter(({ release }) => !commit || release.commit === commit);
  const chosen = candidates.find(isInDeploy) ?? oldestForward(candidates, releases);
  return chosen && { chosen, others: onItsWay.filter((one) => one !== chosen) };
}

function isInDeploy(one: OnItsWay): boolean {
  return one.stage === stages.deploy && !waitsToEnter(one);
}

function oldestForward(
  candidates: readonly OnItsWay[],
  releases: readonly Release[],
): OnItsWay | undefined {
  const known = annotateHistory(releases);
  const goesBack = ({ release: { id } }: OnItsWay) =>
    known.some((one) => one.id === id && one.isRollback);
  return candidates.findLast((one) => !goesBack(one)) ?? candidates.at(-1);
}

/** Where a release is, after its name: `in Deploy`, `waiting for Deploy`. */
export function describePlace(one: OnItsWay): string {
  const { stage, action, waitsFor, release } = one;
  if (release.status === 'Stopping') return 'being stopped';
  if (stage === undefined) return 'on its way';
  return waitsToEnter(one)
    ? `waiting for ${stage}`
    : `in ${action ?? stage}${waitsFor === 'approval' ? ', waiting for approval' : ''}`;
}
