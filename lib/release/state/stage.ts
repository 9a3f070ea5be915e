import type { StageCondition } from '../release';

/** One stage of a pipeline as it is now. */
export interface StageState {
  readonly name: string;
  /** Of the pipeline: a number that grows with each change of it. */
  readonly pipelineVersion?: number | undefined;
  /** The release that is in the stage or was the last to be; undefined before the first. */
  readonly latest: { readonly releaseId: string; readonly status: string } | undefined;
  /** Releases that wait to enter it, oldest first. */
  readonly waiting: readonly string[];
  /** Why nothing may enter it; undefined where the transition is open. */
  readonly closedBecause: string | undefined;
  readonly approval: PendingApproval | undefined;
  /** What the latest release in the stage waits for, or failed; undefined where it asks nothing, or was satisfied. */
  readonly condition: StageCondition | undefined;
  /** Its actions, each as it ran last, also for an earlier release than the latest. */
  readonly actions?: readonly StageAction[];
}

/** An action as the state of its stage shows it. */
export interface StageAction {
  /** Of this one run of it. */
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** What runs it, such as a build's id; undefined until that is known. */
  readonly externalId: string | undefined;
}

/** An approval that somebody has to give; `token` is what PutApprovalResult asks for. */
export interface PendingApproval {
  readonly stage: string;
  readonly action: string;
  readonly token: string;
  readonly since: Date | undefined;
}
