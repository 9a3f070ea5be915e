import type {
  FilterLogEventsCommandInput,
  FilterLogEventsResponse,
  GetLogEventsRequest,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type {
  BatchGetBuildsInput,
  BatchGetBuildsOutput,
  ListBuildsForProjectInput,
  ListBuildsForProjectOutput,
  StartBuildInput,
  StartBuildOutput,
  StopBuildInput,
  StopBuildOutput,
} from '@aws-sdk/client-codebuild';
import type { Operation, Service } from '../call/operation';

const codebuild: Service = {
  name: 'codebuild',
  protocol: { json: 'CodeBuild_20161006' },
  times: ['startTime', 'endTime'],
  client: 'CodeBuildClient',
  sdk: () => import('./sdk'),
};

const logs: Service = {
  name: 'logs',
  protocol: { json: 'Logs_20140328' },
};

export const StartBuild: Operation<StartBuildInput, StartBuildOutput> = {
  service: codebuild,
  name: 'StartBuild',
};

export const BatchGetBuilds: Operation<BatchGetBuildsInput, BatchGetBuildsOutput> = {
  service: codebuild,
  name: 'BatchGetBuilds',
  light: true,
};

export const ListBuildsForProject: Operation<
  ListBuildsForProjectInput,
  ListBuildsForProjectOutput
> = {
  service: codebuild,
  name: 'ListBuildsForProject',
  light: true,
};

export const StopBuild: Operation<StopBuildInput, StopBuildOutput> = {
  service: codebuild,
  name: 'StopBuild',
};

/** Undefined until something was written. */
export const GetLogEvents: Operation<GetLogEventsRequest, GetLogEventsResponse | undefined> = {
  service: logs,
  name: 'GetLogEvents',
  light: true,
  nothing: ['ResourceNotFoundException'],
};

/** Undefined for a group that is not there: Lambda makes one when a function runs for the first time. */
export const FilterLogEvents: Operation<
  FilterLogEventsCommandInput,
  FilterLogEventsResponse | undefined
> = {
  service: logs,
  name: 'FilterLogEvents',
  light: true,
  nothing: ['ResourceNotFoundException'],
};
