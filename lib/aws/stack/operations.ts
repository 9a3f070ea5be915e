import type {
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  DeleteChangeSetOutput,
  DeleteStackInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  DescribeEventsInput,
  DescribeEventsOutput,
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

export const CreateChangeSet: Operation<CreateChangeSetInput, CreateChangeSetOutput> = {
  service,
  name: 'CreateChangeSet',
};

export const DeleteChangeSet: Operation<DeleteChangeSetInput, DeleteChangeSetOutput> = {
  service,
  name: 'DeleteChangeSet',
};

export const DescribeChangeSet: Operation<DescribeChangeSetInput, DescribeChangeSetOutput> = {
  service,
  name: 'DescribeChangeSet',
};

export const DescribeEvents: Operation<DescribeEventsInput, DescribeEventsOutput> = {
  service,
  name: 'DescribeEvents',
};

export const DescribeStackEvents: Operation<DescribeStackEventsInput, DescribeStackEventsOutput> = {
  service,
  name: 'DescribeStackEvents',
};

export const DescribeStackResources: Operation<
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput
> = {
  service,
  name: 'DescribeStackResources',
};

/** Undefined if there is no such stack, for which CloudFormation has no name of its own. */
export const DescribeStacks: Operation<DescribeStacksInput, DescribeStacksOutput | undefined> = {
  service,
  name: 'DescribeStacks',
  nothing: ['ValidationError'],
};

export const ExecuteChangeSet: Operation<ExecuteChangeSetInput, ExecuteChangeSetOutput> = {
  service,
  name: 'ExecuteChangeSet',
};

export const GetTemplate: Operation<GetTemplateInput, GetTemplateOutput> = {
  service,
  name: 'GetTemplate',
};

export const ListChangeSets: Operation<ListChangeSetsInput, ListChangeSetsOutput> = {
  service,
  name: 'ListChangeSets',
};

export const ListStacks: Operation<ListStacksInput, ListStacksOutput> = {
  service,
  name: 'ListStacks',
};

export const DeleteStack: Operation<DeleteStackInput, object> = {
  service,
  name: 'DeleteStack',
};
