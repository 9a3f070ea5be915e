import { actions as actionNames } from '../action-names';
import { outputVariables } from '../contract';
import type { ReleaseAction } from './release';

/**
 * What CodePipeline itself keeps of a release. No build can write it for another release, and nobody for one that is
 * over.
 */
export interface Vouched {
  /** What Source put out. */
  readonly commit: string | undefined;
  /** Whether a Build action has succeeded; the fields below are undefined otherwise. */
  readonly isBuilt: boolean;
  /** Whether none has, and the last one is over. */
  readonly hasFailed: boolean;
  /** Digest of the bundle. */
  readonly bundle: string | undefined;
  readonly planDigest: string | undefined;
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** @param actions in the order they started; of several builds the last that succeeded counts, whatever became of the release */
export function vouchedIn(
  actions: readonly Pick<ReleaseAction, 'name' | 'status' | 'variables'>[],
): Vouched {
  const last = (name: string) =>
    actions.findLast((it) => it.name === name && it.status === 'Succeeded')?.variables;
  const built = last(actionNames.build);
  const latest = actions.findLast((it) => it.name === actionNames.build)?.status;
  const digest = (name: string) => {
    const value = built?.[name];
    return value !== undefined && digestPattern.test(value) ? value : undefined;
  };
  return {
    commit: last(actionNames.source)?.CommitId,
    isBuilt: built !== undefined,
    hasFailed: built === undefined && (latest === 'Failed' || latest === 'Abandoned'),
    bundle: digest(outputVariables.bundle),
    planDigest: digest(outputVariables.planDigest),
  };
}
