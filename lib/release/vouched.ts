import { outputVariables, stages } from '../contract';
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
  actions: readonly Pick<ReleaseAction, 'stage' | 'status' | 'variables'>[],
): Vouched {
  const last = (stage: string) =>
    actions.findLast((it) => it.stage === stage && it.status === 'Succeeded')?.variables;
  const built = last(stages.build);
  const latest = actions.findLast((it) => it.stage === stages.build)?.status;
  const digest = (name: string) => {
    const value = built?.[name];
    return value !== undefined && digestPattern.test(value) ? value : undefined;
  };
  return {
    commit: last(stages.source)?.CommitId,
    isBuilt: built !== undefined,
    hasFailed: built === undefined && (latest === 'Failed' || latest === 'Abandoned'),
    bundle: digest(outputVariables.bundle),
    planDigest: digest(outputVariables.planDigest),
  };
}
