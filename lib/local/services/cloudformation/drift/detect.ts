import type { StackDriftStatus } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import {
  type DetectionRecord,
  detectionsOf,
  driftOf,
  driftsOf,
  isDrifted,
  type ResourceDrift,
} from '../model/drift';
import { journalOf } from '../model/journal';
import { type StackRecord, stacksOf } from '../model/records';
import { type Examinable, examinable, examine } from './examine';

/** Begins to compare a stack's resources with what it made of them; the rest happens as `context.work`. */
export function startDetection(
  stack: StackRecord,
  logicalIds: readonly string[] | undefined,
  context: Context,
): DetectionRecord {
  const detection: DetectionRecord = {
    id: context.newId(),
    stackId: stack.id,
    ...(logicalIds && { logicalIds }),
    status: 'DETECTION_IN_PROGRESS',
    startedAt: context.now().toISOString(),
  };
  detectionsOf(context).put(detection.id, detection);
  context.work(run(detection, stack.uuid, context));
  return detection;
}

async function run(detection: DetectionRecord, uuid: string, context: Context): Promise<void> {
  // The caller is answered first.
  await new Promise(setImmediate);
  const stack = stacksOf(context).get(uuid);
  if (!stack) return;
  const { logicalIds } = detection;
  const chosen = examinables(stack, context).filter(
    ({ resource }) => logicalIds?.includes(resource.logicalId) ?? true,
  );
  const found: ResourceDrift[] = [];
  for (const one of chosen) found.push(await examine(one, stack, context));
  const stackStatus = keep(found, uuid, context);
  const unknown = found.filter(({ status }) => status === 'UNKNOWN');
  const names = unknown.map(({ logicalId }) => logicalId).join(', ');
  detectionsOf(context).put(detection.id, {
    ...detection,
    status: unknown.length > 0 ? 'DETECTION_FAILED' : 'DETECTION_COMPLETE',
    ...(unknown.length > 0 && { reason: `Failed to detect drift on resource [${names}]` }),
    stackStatus,
    drifted: found.filter(isDrifted).length,
  });
}

export function examinables(stack: StackRecord, context: Context): readonly Examinable[] {
  return journalOf(context, stack.uuid)
    .resources()
    .flatMap((resource) => examinable(resource, context) ?? []);
}

/**
 * Keeps what was found, and what it makes of the stack as a whole.
 * @returns the stack's drift status now
 */
export function keep(
  found: readonly ResourceDrift[],
  uuid: string,
  context: Context,
): StackDriftStatus {
  for (const drift of found) driftsOf(context, uuid).put(drift.logicalId, drift);
  const stack = stacksOf(context).get(uuid);
  if (!stack) return 'NOT_CHECKED';
  const status = statusOf(stack, context);
  const checkedAt = context.now().toISOString();
  stacksOf(context).put(uuid, { ...stack, drift: { status, checkedAt } });
  return status;
}

/** DRIFTED by one resource; IN_SYNC only when every one that can be checked was. */
function statusOf(stack: StackRecord, context: Context): StackDriftStatus {
  const known = examinables(stack, context).map(({ resource }) =>
    driftOf(context, stack.uuid, resource),
  );
  const checked = known.filter((drift) => drift !== undefined);
  if (checked.some(isDrifted)) return 'DRIFTED';
  if (checked.some(({ status }) => status === 'UNKNOWN')) return 'UNKNOWN';
  return checked.length > 0 && checked.length === known.length ? 'IN_SYNC' : 'NOT_CHECKED';
}

/** Ends what a crash cut short. */
export function recoverDetections(context: Context): void {
  const detections = detectionsOf(context);
  for (const detection of detections.list())
    if (detection.status === 'DETECTION_IN_PROGRESS')
      detections.put(detection.id, {
        ...detection,
        status: 'DETECTION_FAILED',
        reason: 'The emulator was stopped while this was in progress.',
      });
}
