/** How a release stands. AWS's own words for an execution, so that a console shows the same. */
export type ReleaseStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Cancelled'
  | 'Failed';

/** One attempt to put one commit into one environment, as its pipeline's history tells it. */
export interface Release {
  /** The pipeline execution's id. */
  readonly id: string;
  readonly status: ReleaseStatus;
  /** Full 40-hex commit; undefined when the source stage never learnt it. */
  readonly commit: string | undefined;
  /** The commit's subject line; empty when the pipeline does not know it. */
  readonly subject: string;
  readonly startedAt: Date;
  /** When it last changed state; the end, once `isOver`. */
  readonly updatedAt: Date;
  /** How long of that it lay failed before somebody tried it again; missing where its actions were not asked for. */
  readonly idleMs?: number;
  /** Who pushed (an IAM or STS ARN); undefined until asked for, or when AWS did not say. */
  readonly pushedBy: string | undefined;
  /** What started it: AWS's trigger type, such as CloudWatchEvent or StartPipelineExecution. */
  readonly trigger: string | undefined;
  readonly triggerDetail: string | undefined;
  /** What was said when somebody stopped it. */
  readonly stopReason?: string | undefined;
  /** In QUEUED mode a pipeline releases everything in its order, and nothing overtakes. */
  readonly executionMode?: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL' | undefined;
  /** Digest of the bundle that it built or found; missing where that was not asked for, or its kit bundles nothing. */
  readonly bundle?: string | undefined;
}

/** What AWS tells of one release by its id, which does not include any time. */
export type ReleaseFacts = Omit<Release, 'startedAt' | 'updatedAt' | 'idleMs'>;

/** One action inside a release, with where its log is when it runs commands. */
export interface ReleaseAction {
  readonly id: string;
  readonly stage: string;
  readonly name: string;
  readonly status: 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';
  readonly startedAt: Date;
  readonly updatedAt: Date;
  /** What the action says of its end, such as the failing phase. */
  readonly summary: string | undefined;
  /** Whether a person answers it. */
  readonly isApproval?: boolean;
  /** ARN of who brought about its end, where that was a person. */
  readonly by?: string | undefined;
  /** CodeBuild's build id (`project:uuid`) where the action is a build. */
  readonly buildId: string | undefined;
  /** Its build could not even be started, so that none of its commands ran. */
  readonly neverBegan?: boolean;
  /** Of which version of the pipeline it was a part: a number that grows with each change of it. */
  readonly pipelineVersion?: number | undefined;
  /** Which of its inputs its build ran in, by the artifact's name, where it has several. */
  readonly primarySource?: string | undefined;
  /** What it handed on to later stages by name. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a stage asks before it is entered or left, where it is not met. */
export interface StageCondition {
  readonly stage: string;
  /** Undefined where AWS does not say. */
  readonly when: 'entry' | 'success' | 'failure' | undefined;
  /** False while it may still be met. */
  readonly hasFailed: boolean;
  /** The rules that are not met, and what AWS says of each. */
  readonly rules: readonly { readonly name: string; readonly summary: string | undefined }[];
  /** When the window opens that a freeze waits for; undefined for anything else, and if it is not known. */
  readonly opensAt?: Date | undefined;
}

export function isOver(status: ReleaseStatus): boolean {
  return status !== 'InProgress' && status !== 'Stopping';
}

/** True of the run with which AWS greets a new pipeline, before anything was pushed that it could release. */
export function isGreeting({ trigger, commit }: Release): boolean {
  return trigger === 'CreatePipeline' && commit === undefined;
}
