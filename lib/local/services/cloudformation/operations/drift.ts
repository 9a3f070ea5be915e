import type {
  DescribeStackDriftDetectionStatusCommandInput,
  DescribeStackDriftDetectionStatusOutput,
  DescribeStackResourceDriftsCommandInput,
  DescribeStackResourceDriftsOutput,
  DetectStackDriftCommandInput,
  DetectStackDriftOutput,
  DetectStackResourceDriftCommandInput,
  DetectStackResourceDriftOutput,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { examinables, keep, startDetection } from '../drift/detect';
import { examinable, examine } from '../drift/examine';
import { detectionsOf, driftOf, isDrifted, type ResourceDrift } from '../model/drift';
import { invalid } from '../model/errors';
import { needStack, tokensOf } from '../model/find';
import { journalOf } from '../model/journal';
import type { ResourceRecord, StackRecord } from '../model/records';

/** Only a stack at rest has anything to be compared with. */
const atRest = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/;

export function DetectStackDrift(
  { StackName, LogicalResourceIds }: DetectStackDriftCommandInput,
  context: Context,
): DetectStackDriftOutput {
  const stack = needAtRest(StackName, context);
  for (const logicalId of LogicalResourceIds ?? []) needResource(stack, logicalId, context);
  const running = detectionsOf(context)
    .list()
    .find(({ stackId, status }) => stackId === stack.id && status === 'DETECTION_IN_PROGRESS');
  if (running) throw invalid(`Drift detection is already in progress for stack [${stack.id}]`);
  return { StackDriftDetectionId: startDetection(stack, LogicalResourceIds, context).id };
}

function needAtRest(name: string | undefined, context: Context): StackRecord {
  const stack = needStack(context, name);
  if (!atRest.test(stack.status) && stack.status !== 'UPDATE_ROLLBACK_FAILED')
    throw invalid(
      `Drift detection cannot be performed on stack [${stack.id}] while it is in status ${stack.status}`,
    );
  return stack;
}

function needResource(
  stack: StackRecord,
  logicalId: string | undefined,
  context: Context,
): ResourceRecord {
  const resource = journalOf(context, stack.uuid).resource(logicalId ?? '');
  if (!resource) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  return resource;
}

export function DescribeStackDriftDetectionStatus(
  { StackDriftDetectionId = '' }: DescribeStackDriftDetectionStatusCommandInput,
  context: Context,
): DescribeStackDriftDetectionStatusOutput {
  const found = detectionsOf(context).get(StackDriftDetectionId);
  if (!found) throw invalid(`StackDriftDetectionId [${StackDriftDetectionId}] does not exist`);
  return {
    StackId: found.stackId,
    StackDriftDetectionId: found.id,
    DetectionStatus: found.status,
    DetectionStatusReason: found.reason,
    StackDriftStatus: found.stackStatus,
    DriftedStackResourceCount: found.drifted,
    Timestamp: new Date(found.startedAt),
  };
}

/** Those that were checked; resources of a type that cannot be are not listed, as on AWS. */
export function DescribeStackResourceDrifts(
  input: DescribeStackResourceDriftsCommandInput,
  context: Context,
): DescribeStackResourceDriftsOutput {
  const stack = needStack(context, input.StackName);
  const wanted = input.StackResourceDriftStatusFilters ?? [];
  const drifts = examinables(stack, context)
    .flatMap(({ resource }) => driftOf(context, stack.uuid, resource) ?? [])
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
    .toSorted((a, b) => a.logicalId.localeCompare(b.logicalId));
  const listing = JSON.stringify([stack.id, wanted]);
  const { items, next } = pageOf(
    drifts,
    input.NextToken,
    input.MaxResults ?? 100,
    tokensOf(listing),
  );
  return { StackResourceDrifts: items.map((drift) => showDrift(stack, drift)), NextToken: next };
}

export async function DetectStackResourceDrift(
  { StackName, LogicalResourceId }: DetectStackResourceDriftCommandInput,
  context: Context,
): Promise<DetectStackResourceDriftOutput> {
  const stack = needAtRest(StackName, context);
  const resource = needResource(stack, LogicalResourceId, context);
  const one = examinable(resource, context);
  if (!one)
    throw invalid(
      `Drift detection is not supported for resource ${LogicalResourceId} of type ${resource.type}`,
    );
  const drift = await examine(one, stack, context);
  keep([drift], stack.uuid, context);
  return { StackResourceDrift: showDrift(stack, drift) };
}

function showDrift(stack: StackRecord, drift: ResourceDrift): StackResourceDrift {
  return {
    StackId: stack.id,
    LogicalResourceId: drift.logicalId,
    PhysicalResourceId: drift.physicalId,
    ResourceType: drift.type,
    ExpectedProperties: drift.expected,
    ActualProperties: drift.actual,
    PropertyDifferences: isDrifted(drift) ? [...drift.differences] : [],
    StackResourceDriftStatus: drift.status,
    DriftStatusReason: drift.reason,
    Timestamp: new Date(drift.checkedAt),
  };
}
