import type {
  PropertyDifference,
  StackDriftDetectionStatus,
  StackDriftStatus,
  StackResourceDriftStatus,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { ResourceRecord } from './records';

/** What was last found of one resource. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: Exclude<StackResourceDriftStatus, 'NOT_CHECKED' | 'UNSUPPORTED'>;
  readonly reason?: string;
  /** JSON, with what came from `NoEcho` parameters masked; absent where there is nothing to compare. */
  readonly expected?: string;
  readonly actual?: string;
  readonly differences: readonly PropertyDifference[];
  readonly checkedAt: string;
}

/** One run over a stack. */
export interface DetectionRecord {
  readonly id: string;
  readonly stackId: string;
  /** Of the resources asked for; all when absent. */
  readonly logicalIds?: readonly string[];
  readonly status: StackDriftDetectionStatus;
  readonly reason?: string;
  readonly stackStatus?: StackDriftStatus;
  readonly drifted?: number;
  readonly startedAt: string;
}

export const detectionsOf = (context: Context): Records<DetectionRecord> =>
  context.records('cloudformation/drift-detections');

export const driftsOf = (context: Context, uuid: string): Records<ResourceDrift> =>
  context.records(`cloudformation/drifts/${uuid}`);

/** What is known of a resource's drift, unless the stack has changed the resource since. */
export function driftOf(
  context: Context,
  uuid: string,
  { logicalId, at, current }: ResourceRecord,
): ResourceDrift | undefined {
  const drift = driftsOf(context, uuid).get(logicalId);
  const isOfNow = drift && drift.checkedAt >= at && drift.physicalId === current?.physicalId;
  return isOfNow ? drift : undefined;
}

export const isDrifted = ({ status }: ResourceDrift): boolean =>
  status === 'MODIFIED' || status === 'DELETED';
