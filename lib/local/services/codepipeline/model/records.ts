import type {
  ActionExecutionStatus,
  ConditionExecutionStatus,
  ExecutionMode,
  ExecutionType,
  PipelineExecutionStatus,
  RetryTrigger,
  RuleExecutionStatus,
  SourceRevisionType,
  StageExecutionStatus,
  TriggerType,
} from '@aws-sdk/client-codepipeline';
import type { ActionTypeId, Pipeline, Rule } from './declaration';

/** Times are stored as ISO strings, so that a person can read them. */
export type Time = string;

export interface PipelineRecord {
  readonly declaration: Pipeline;
  readonly created: Time;
  readonly updated: Time;
  readonly tags: readonly { key: string; value: string }[];
}

/**
 * What a pipeline remembers beside its executions. Written when an execution ends; what has happened since stands in the
 * executions that live.
 */
export interface StateRecord {
  /** Executions that have not ended, oldest first. Those after `upTo` have to be looked at. */
  live: string[];
  /** Sequence of the newest execution that this state knows of. */
  upTo: number;
  stages: Record<string, StageMemory>;
}

export interface StageMemory {
  /** The execution that entered the stage last. */
  latest?: string;
  /** By action name: the execution that ran the action last. */
  actions: Record<string, string>;
  /** The transition into this stage; absent while nobody ever changed it. */
  inbound?: Transition;
}

export interface Transition {
  enabled: boolean;
  changedBy: string;
  changedAt: Time;
  reason?: string;
}

export interface S3Object {
  bucket: string;
  key: string;
}

export interface ErrorRecord {
  code: string;
  message: string;
}

/** One revision that a source action brought in. */
export interface RevisionRecord {
  action: string;
  artifact: string;
  id: string;
  summary?: string;
  url?: string;
  created: Time;
}

export interface SourceOverride {
  actionName: string;
  revisionType: SourceRevisionType;
  revisionValue: string;
}

/** One run of a pipeline, whole: one document, written at each transition. */
export interface ExecutionRecord {
  id: string;
  pipeline: string;
  /** Position in the pipeline's history, from 1. */
  sequence: number;
  /** Version of the pipeline's structure that it runs. */
  version: number;
  mode: ExecutionMode;
  type: ExecutionType;
  status: PipelineExecutionStatus;
  statusSummary?: string;
  started: Time;
  updated: Time;
  trigger: { type: TriggerType; detail: string };
  /** Digest of the client's request token. */
  token?: string;
  stopReason?: string;
  /** Actions that run are left to end, then the execution ends as this. */
  ending?: 'Stopped' | 'Cancelled';
  rollbackTarget?: string;
  overrides: SourceOverride[];
  variables: Record<string, string>;
  /** Present between stages: which stage it wants to enter. */
  waiting?: { stage: string };
  stages: StageRun[];
  artifacts: Record<string, S3Object>;
  revisions: RevisionRecord[];
  /** Output variables by namespace. */
  outputs: Record<string, Record<string, string>>;
}

/** When a stage's condition is asked, as declarations and states name it. */
export type When = 'beforeEntry' | 'onSuccess' | 'onFailure';

export interface StageRun {
  name: string;
  status: StageExecutionStatus;
  /** When it was entered, or entered again by a retry. */
  entered: Time;
  /** Every attempt of every action, in the order they began. */
  actions: ActionRun[];
  /** Runs before this index belong to earlier attempts of the whole stage. */
  allFrom: number;
  /** Failures before this index were retried. */
  failuresFrom: number;
  retries?: { automatic: number; manual: number; latest: RetryTrigger };
  /** Conditions of the present attempt, as far as they were asked. */
  conditions: Partial<Record<When, ConditionRun>>;
  /** Every run of every rule, in the order they began. */
  rules: RuleRun[];
}

export interface ConditionRun {
  status: ConditionExecutionStatus;
  updated: Time;
  summary?: string;
  /** Its rules' runs begin at this index of the stage's. */
  rulesFrom: number;
}

export interface RuleRun {
  id: string;
  name: string;
  when: When;
  status: RuleExecutionStatus;
  started: Time;
  updated: Time;
  type: Rule['ruleTypeId'];
  configuration: Record<string, string>;
  resolved: Record<string, string>;
  roleArn?: string;
  region: string;
  inputs: ({ name: string } & S3Object)[];
  /** When it is worth asking again. */
  wakes?: Time;
  /** When it fails for having taken too long. */
  expires?: Time;
  summary?: string;
  externalId?: string;
  externalUrl?: string;
  error?: ErrorRecord;
}

export interface ActionRun {
  id: string;
  name: string;
  status: ActionExecutionStatus;
  started: Time;
  updated: Time;
  updatedBy?: string;
  type: ActionTypeId;
  configuration: Record<string, string>;
  resolved: Record<string, string>;
  roleArn?: string;
  region: string;
  namespace?: string;
  inputs: ({ name: string } & S3Object)[];
  outputs: ({ name: string } & S3Object)[];
  variables?: Record<string, string>;
  revision?: Omit<RevisionRecord, 'action' | 'artifact'>;
  /** An approval's token, while it can be answered. */
  token?: string;
  /** When an approval fails by itself. */
  expires?: Time;
  summary?: string;
  externalId?: string;
  externalUrl?: string;
  logStreamArn?: string;
  error?: ErrorRecord;
}

export function isOver(status: PipelineExecutionStatus): boolean {
  return status !== 'InProgress' && status !== 'Stopping';
}

/** The stage that the execution is in and whose lock it holds. */
export function currentStage(execution: ExecutionRecord): StageRun | undefined {
  return execution.stages.find(({ status }) => status === 'InProgress' || status === 'Stopping');
}

/** How an action ended, as its kind tells it. */
export interface Outcome {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary?: string;
  readonly error?: ErrorRecord;
  readonly variables?: Readonly<Record<string, string>>;
  readonly revision?: Omit<RevisionRecord, 'action' | 'artifact'>;
  readonly externalId?: string;
  readonly externalUrl?: string;
  readonly logStreamArn?: string;
  readonly updatedBy?: string;
}

/** What AWS would publish to an approval's topic. Topics are only on record here, and so is what they are sent. */
export interface Notice {
  readonly topic: string;
  readonly region: string;
  readonly consoleLink: string;
  readonly approval: {
    readonly pipelineName: string;
    readonly stageName: string;
    readonly actionName: string;
    readonly token: string;
    readonly expires: string;
    readonly externalEntityLink: string | null;
    readonly approvalReviewLink: string;
    readonly customData: string | null;
  };
}
