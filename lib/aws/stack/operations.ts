import type {
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  DeleteChangeSetOutput,
  DeleteStackInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  DescribeStacksInput,
  DescribeStacksOutput,
  ExecuteChangeSetInput,
  ExecuteChangeSetOutput,
  GetTemplateInput,
  GetTemplateOutput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
  ListStacksInput,
  ListStacksOutput,
} from '@aws-sdk/client-cloudformation';
import type { Operation, Service } from '../call/operation';

const service: Service = {
  name: 'cloudformation',
  protocol: { query: '2010-05-15' },
  client: 'CloudFormationClient',
  sdk: () => import('./sdk'),
};

export const createChangeSet: Operation<CreateChangeSetInput, CreateChangeSetOutput> = {
  service,
  name: 'CreateChangeSet',
};

export const deleteChangeSet: Operation<DeleteChangeSetInput, DeleteChangeSetOutput> = {
  service,
  name: 'DeleteChangeSet',
};

export const describeChangeSet: Operation<DescribeChangeSetInput, DescribeChangeSetOutput> = {
  service,
  name: 'DescribeChangeSet',
};

export const describeStackEvents: Operation<DescribeStackEventsInput, DescribeStackEventsOutput> = {
  service,
  name: 'DescribeStackEvents',
};

export const describeStackResources: Operation<
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput
> = {
  service,
  name: 'DescribeStackResources',
};

/** Undefined if there is no such stack, for which CloudFormation has no name of its own. */
export const describeStacks: Operation<DescribeStacksInput, DescribeStacksOutput | undefined> = {
  service,
  name: 'DescribeStacks',
  nothing: ['ValidationError'],
};

export const executeChangeSet: Operation<ExecuteChangeSetInput, ExecuteChangeSetOutput> = {
  service,
  name: 'ExecuteChangeSet',
};

export const getTemplate: Operation<GetTemplateInput, GetTemplateOutput> = {
  service,
  name: 'GetTemplate',
};

export const listChangeSets: Operation<ListChangeSetsInput, ListChangeSetsOutput> = {
  service,
  name: 'ListChangeSets',
};

export const listStacks: Operation<ListStacksInput, ListStacksOutput> = {
  service,
  name: 'ListStacks',
};

export const deleteStack: Operation<DeleteStackInput, object> = {
  service,
  name: 'DeleteStack',
};
