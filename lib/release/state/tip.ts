import { isGreeting, isOver, type Release } from '../release';
import type { StageState } from './stage';

/** What became of the commit that a branch is at: what a push wants to know that finds it there already. */
export type TipRelease =
  /** It was released, or is on its way. */
  | { readonly kind: 'well' }
  /** Its newest release came to nothing. */
  | {
      readonly kind: 'ended';
      readonly release: Release;
      /** Where it failed, if that stage can be tried again. */
      readonly failedIn: string | undefined;
    }
  /** Another commit was released after it. */
  | { readonly kind: 'overtaken'; readonly by: Release }
  | { readonly kind: 'never' };

/**
 * @param releases newest first, at least back to the newest of the tip
 * @param stages of the pipeline as they are now; undefined if they are not known
 */
export function tipRelease(
  tip: string,
  releases: readonly Release[],
  stages: readonly Pick<StageState, 'name' | 'latest'>[] = [],
): TipRelease {
  const ofTip = releases.find(({ commit }) => commit === tip);
  const newest = releases.find((release) => !isGreeting(release));
  // A release learns its commit only once Source has run.
  if (newest?.commit === undefined && newest && !isOver(newest.status)) return { kind: 'well' };
  const last = newest?.commit === undefined ? newest : ofTip;
  if (!last) return { kind: 'never' };
  if (last.status === 'InProgress') return { kind: 'well' };
  if (last.status !== 'Succeeded')
    return {
      kind: 'ended',
      release: last,
      failedIn: last === newest ? failedIn(last, stages) : undefined,
    };
  const isOvertaken = newest && newest !== last && newest.status === 'Succeeded';
  return isOvertaken ? { kind: 'overtaken', by: newest } : { kind: 'well' };
}

function failedIn(
  { id, status }: Release,
  stages: readonly Pick<StageState, 'name' | 'latest'>[],
): string | undefined {
  if (status !== 'Failed') return undefined;
  const isIt = ({ latest }: Pick<StageState, 'latest'>) =>
    latest?.releaseId === id && latest.status === 'Failed';
  return stages.find(isIt)?.name;
}
