import type {
  DescribeStackResourceCommandInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesCommandInput,
  DescribeStackResourcesOutput,
  DescribeStacksCommandInput,
  DescribeStacksOutput,
  ListStackResourcesCommandInput,
  ListStackResourcesOutput,
  ListStacksCommandInput,
  ListStacksOutput,
  StackResource,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { driftOf } from '../model/drift';
import { invalid } from '../model/errors';
import { needStack, tokensOf } from '../model/find';
import { journalOf } from '../model/journal';
import { type ResourceRecord, type StackRecord, stacksOf } from '../model/records';
import { showResource, showStack, showSummary } from '../model/show';

const pageSize = 100;

export function DescribeStacks(
  { StackName, NextToken }: DescribeStacksCommandInput,
  context: Context,
): DescribeStacksOutput {
  if (StackName) return { Stacks: [showStack(needStack(context, StackName))] };
  const live = newestFirst(stacksOf(context).list()).filter(isLive);
  const { items, next } = pageOf(live, NextToken, pageSize, tokensOf('DescribeStacks'));
  return { Stacks: items.map(showStack), NextToken: next };
}

const isLive = ({ status }: StackRecord) => status !== 'DELETE_COMPLETE';

function newestFirst(stacks: readonly StackRecord[]): readonly StackRecord[] {
  return stacks.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export function ListStacks(
  { StackStatusFilter, NextToken }: ListStacksCommandInput,
  context: Context,
): ListStacksOutput {
  const wanted = newestFirst(stacksOf(context).list()).filter(
    ({ status }) => !StackStatusFilter?.length || StackStatusFilter.includes(status),
  );
  const { items, next } = pageOf(wanted, NextToken, pageSize, tokensOf('ListStacks'));
  return { StackSummaries: items.map(showSummary), NextToken: next };
}

/** Those a reader cares about: what a retained stack still has, and all of one that is deleted. */
function resourcesIn(stack: StackRecord, context: Context): readonly ResourceRecord[] {
  return journalOf(context, stack.uuid)
    .resources()
    .toSorted((a, b) => a.logicalId.localeCompare(b.logicalId));
}

export function DescribeStackResources(
  input: DescribeStackResourcesCommandInput,
  context: Context,
): DescribeStackResourcesOutput {
  const stack =
    input.StackName === undefined
      ? stackWith(input.PhysicalResourceId, context)
      : needStack(context, input.StackName);
  const wanted = resourcesIn(stack, context)
    .filter(({ logicalId }) => [undefined, logicalId].includes(input.LogicalResourceId))
    .filter(
      ({ current }) =>
        input.StackName !== undefined || current?.physicalId === input.PhysicalResourceId,
    );
  return { StackResources: wanted.map((resource) => shown(stack, resource, context)) };
}

function shown(stack: StackRecord, resource: ResourceRecord, context: Context): StackResource {
  return showResource(stack, resource, driftOf(context, stack.uuid, resource));
}

function stackWith(physicalId: string | undefined, context: Context): StackRecord {
  const found = stacksOf(context)
    .list()
    .filter(isLive)
    .find(({ uuid }) =>
      journalOf(context, uuid)
        .resources()
        .some(({ current }) => current?.physicalId === physicalId),
    );
  if (!found || physicalId === undefined) throw invalid(`Stack for ${physicalId} does not exist`);
  return found;
}

export function DescribeStackResource(
  { StackName, LogicalResourceId = '' }: DescribeStackResourceCommandInput,
  context: Context,
): DescribeStackResourceOutput {
  const stack = needStack(context, StackName);
  const resource = journalOf(context, stack.uuid).resource(LogicalResourceId);
  if (!resource)
    throw invalid(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
  const { Timestamp, ...detail } = shown(stack, resource, context);
  const { metadata } = resource.traits;
  return {
    StackResourceDetail: {
      ...detail,
      LastUpdatedTimestamp: Timestamp,
      ...(metadata !== undefined && { Metadata: JSON.stringify(metadata) }),
    },
  };
}

export function ListStackResources(
  { StackName, NextToken }: ListStackResourcesCommandInput,
  context: Context,
): ListStackResourcesOutput {
  const stack = needStack(context, StackName);
  const { items, next } = pageOf(
    resourcesIn(stack, context),
    NextToken,
    pageSize,
    tokensOf(stack.id),
  );
  return {
    StackResourceSummaries: items.map((resource) => {
      const { Timestamp, StackName: _, StackId: __, ...summary } = shown(stack, resource, context);
      return { ...summary, LastUpdatedTimestamp: Timestamp };
    }),
    NextToken: next,
  };
}
