import type {
  Capability,
  ChangeSetStatus,
  ChangeSetType,
  ExecutionStatus,
  ResourceChange,
  ResourceStatus,
  StackDriftStatus,
  StackStatus,
  Tag,
} from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../base/caller';
import type { Context, Properties, ResourceState } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { JsonObject } from '../../../values/json';

/** What a stack is made from; an update brings a new one and keeps the old until nothing can fail any more. */
export interface Source {
  readonly template: string;
  readonly description?: string;
  readonly parameters: ParameterValues;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What an operation has to do next; written before it is begun, so that a restart knows where it was. */
export type Phase = 'forward' | 'cleanup' | 'rollback' | 'rollbackCleanup' | 'remove';

export type FailurePolicy = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';

export interface OperationRecord {
  readonly id: string;
  readonly startedAt: string;
  /** With whose rights it works on the resources; absent from what earlier versions wrote. */
  readonly caller?: Caller;
  readonly kind: 'CREATE' | 'UPDATE' | 'DELETE' | 'ROLLBACK';
  readonly phase: Phase;
  readonly token?: string;
  readonly onFailure: FailurePolicy;
  /** Newly created resources go on rollback, whatever their DeletionPolicy says. */
  readonly retainExceptOnCreate?: boolean;
  /** Resources of a name of their own that exist already are taken over. */
  readonly importExisting?: boolean;
  /** Logical ids of resources that are not what the stack made of them, and become so again. */
  readonly reverts?: readonly string[];
  /** What early validation has found, so that it ends before any resource is begun. */
  readonly invalid?: EarlyFailure;
  /** CancelUpdateStack was called. */
  readonly cancelled?: boolean;
  /** Logical ids that DeleteStack was told to leave, or ContinueUpdateRollback to skip. */
  readonly skip?: readonly string[];
  readonly force?: boolean;
  /** Why it is being rolled back. */
  readonly failure?: string;
}

/** What drift detection last found of a whole stack. */
export interface StackDrift {
  readonly status: StackDriftStatus;
  readonly checkedAt: string;
}

export interface StackRecord {
  /** The ARN. */
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly reason?: string;
  readonly createdAt: string;
  readonly updatedAt?: string;
  readonly deletedAt?: string;
  readonly terminationProtection: boolean;
  readonly disableRollback: boolean;
  readonly timeoutInMinutes?: number;
  readonly source: Source;
  /** The source before the update that is going on or was left failed. */
  readonly previous?: Source;
  readonly outputs: readonly StackOutput[];
  /** Names of other stacks' exports that this one uses. */
  readonly imports: readonly string[];
  /** The change set last executed, or waiting in a stack under review. */
  readonly changeSetId?: string;
  readonly operation?: OperationRecord;
  readonly drift?: StackDrift;
  readonly stopped?: readonly StoppedOperation[];
  /** One id for an operation and those after it until something succeeds: what they did can still be taken back. */
  readonly transaction?: string;
}

/** A physical resource as it was made: all that is needed to update, restore or delete it. */
export interface Snapshot {
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly attributes: ResourceState['attributes'];
}

export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** Attributes of a resource outside its properties whose change a change set shows. */
export interface Traits {
  readonly deletionPolicy: Policy;
  readonly updateReplacePolicy: Policy;
  readonly metadata?: unknown;
}

/** What a resource was before a transaction first touched it; null when the transaction created it. */
export interface Touch {
  readonly transaction: string;
  readonly before: {
    readonly current: Snapshot;
    readonly traits: Traits;
    /** What it was in the account, if a change set that reverts drift touched it. */
    readonly actual?: JsonObject;
  } | null;
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly at: string;
  /** Nothing while it is being created for the first time. */
  readonly current?: Snapshot;
  readonly traits: Traits;
  readonly dependencies: readonly string[];
  /** The default name handed out for what is being created: it is ours even if a crash hides how that ended. */
  readonly generatedName?: string;
  readonly touched?: Touch;
  /** Taken over, not made: it was there before the stack. */
  readonly imported?: boolean;
  /** Physical resources that were replaced and are to be deleted when the update is complete. */
  readonly replaced?: readonly Snapshot[];
}

export interface EventRecord {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason?: string | undefined;
  readonly at: string;
  readonly properties?: Properties | undefined;
  readonly token?: string | undefined;
  readonly operationId?: string | undefined;
}

/** What early validation found wrong with one resource. */
export interface ValidationFault {
  readonly id: string;
  readonly at: string;
  readonly logicalId: string;
  readonly type: string;
  readonly validation: 'PROPERTY_VALIDATION' | 'NAME_CONFLICT_VALIDATION';
  readonly reason: string;
  /** Where in the template, as a JSON pointer. */
  readonly path: string;
}

/** Why early validation lets something not go on. */
export interface EarlyFailure {
  /** AWS's sentence, which names no resource. */
  readonly reason: string;
  readonly faults: readonly ValidationFault[];
}

/** An operation that early validation has stopped before any resource. */
export interface StoppedOperation {
  readonly id: string;
  readonly type: 'CREATE_STACK' | 'UPDATE_STACK';
  readonly faults: readonly ValidationFault[];
}

export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly type: ChangeSetType;
  readonly stackId: string;
  readonly status: ChangeSetStatus;
  readonly reason?: string;
  readonly execution: ExecutionStatus;
  readonly createdAt: string;
  readonly source: Source;
  readonly onFailure?: FailurePolicy;
  readonly disableRollback?: boolean;
  readonly importExisting?: boolean;
  /** It compares with what is in the account, and these resources are not what the stack made of them. */
  readonly reverts?: readonly string[];
  /** Early validation was asked to leave it alone. */
  readonly disableValidation?: boolean;
  readonly changes: readonly ResourceChange[];
  /** The id of its making as an operation, and what that failed for. */
  readonly operationId?: string;
  readonly faults?: readonly ValidationFault[];
}

export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

export const stacksOf = (context: Context): Records<StackRecord> =>
  context.records('cloudformation/stacks');
export const changeSetsOf = (context: Context): Records<ChangeSetRecord> =>
  context.records('cloudformation/change-sets');
export const exportsOf = (context: Context): Records<ExportRecord> =>
  context.records('cloudformation/exports');

/** One parameter of a stack: what was given, and what it stands for. */
export interface ParameterValue {
  readonly given: string;
  /** What an SSM parameter type resolved to. */
  readonly resolved?: string;
  readonly noEcho?: boolean;
}

export type ParameterValues = Readonly<Record<string, ParameterValue>>;
