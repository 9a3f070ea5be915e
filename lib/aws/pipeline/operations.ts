import type {
  DisableStageTransitionInput,
  EnableStageTransitionInput,
  GetPipelineExecutionInput,
  GetPipelineExecutionOutput,
  GetPipelineInput,
  GetPipelineOutput,
  GetPipelineStateInput,
  GetPipelineStateOutput,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput,
  ListRuleExecutionsInput,
  ListRuleExecutionsOutput,
  OverrideStageConditionInput,
  PutApprovalResultInput,
  PutApprovalResultOutput,
  RetryStageExecutionInput,
  RetryStageExecutionOutput,
  StartPipelineExecutionInput,
  StartPipelineExecutionOutput,
  StopPipelineExecutionInput,
  StopPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Operation, Service } from '../call/operation';

const service: Service = {
  name: 'codepipeline',
  protocol: { json: 'CodePipeline_20150709' },
  times: ['startTime', 'lastUpdateTime', 'lastStatusChange', 'lastChangedAt', 'created', 'updated'],
  client: 'CodePipelineClient',
  sdk: () => import('./sdk'),
};

/** That there is no such pipeline, by the field that names it. */
const lacking = {
  PipelineNotFoundException: ({ pipelineName }: { pipelineName: string | undefined }) =>
    `pipeline '${pipelineName}'`,
};
const lackingByName = {
  PipelineNotFoundException: ({ name }: { name: string | undefined }) => `pipeline '${name}'`,
};

export const ListPipelineExecutions: Operation<
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput
> = { service, name: 'ListPipelineExecutions', light: true, lacking };

export const GetPipelineState: Operation<GetPipelineStateInput, GetPipelineStateOutput> = {
  service,
  name: 'GetPipelineState',
  light: true,
  lacking: lackingByName,
};

export const EnableStageTransition: Operation<EnableStageTransitionInput, object> = {
  service,
  name: 'EnableStageTransition',
  light: true,
  lacking,
};

export const DisableStageTransition: Operation<DisableStageTransitionInput, object> = {
  service,
  name: 'DisableStageTransition',
  lacking,
};

export const GetPipeline: Operation<GetPipelineInput, GetPipelineOutput> = {
  service,
  name: 'GetPipeline',
  lacking: lackingByName,
};

/** Undefined if the pipeline does not know the execution any more. */
export const GetPipelineExecution: Operation<
  GetPipelineExecutionInput,
  GetPipelineExecutionOutput | undefined
> = {
  service,
  name: 'GetPipelineExecution',
  light: true,
  nothing: ['PipelineExecutionNotFoundException'],
  lacking,
};

/** Undefined if the pipeline does not know the execution that is asked about. */
export const ListActionExecutions: Operation<
  ListActionExecutionsInput,
  ListActionExecutionsOutput | undefined
> = {
  service,
  name: 'ListActionExecutions',
  light: true,
  nothing: ['PipelineExecutionNotFoundException'],
  lacking,
};

export const ListRuleExecutions: Operation<ListRuleExecutionsInput, ListRuleExecutionsOutput> = {
  service,
  name: 'ListRuleExecutions',
};

export const StartPipelineExecution: Operation<
  StartPipelineExecutionInput,
  StartPipelineExecutionOutput
> = { service, name: 'StartPipelineExecution', lacking: lackingByName };

/** Undefined if the execution is over, or is being stopped already. */
export const StopPipelineExecution: Operation<
  StopPipelineExecutionInput,
  StopPipelineExecutionOutput | undefined
> = {
  service,
  name: 'StopPipelineExecution',
  nothing: ['PipelineExecutionNotStoppableException', 'DuplicatedStopRequestException'],
  lacking,
};

/** Undefined if the stage cannot be tried again: nothing of it failed, or it belongs to another execution by now. */
export const RetryStageExecution: Operation<
  RetryStageExecutionInput,
  RetryStageExecutionOutput | undefined
> = {
  service,
  name: 'RetryStageExecution',
  nothing: ['StageNotRetryableException', 'NotLatestPipelineExecutionException'],
  lacking,
};

/** Undefined if the condition cannot be overridden now. */
export const OverrideStageCondition: Operation<OverrideStageConditionInput, object | undefined> = {
  service,
  name: 'OverrideStageCondition',
  nothing: ['ConditionNotOverridableException', 'NotLatestPipelineExecutionException'],
  lacking,
};

/** Undefined if the approval was answered, or has ended. */
export const PutApprovalResult: Operation<
  PutApprovalResultInput,
  PutApprovalResultOutput | undefined
> = {
  service,
  name: 'PutApprovalResult',
  nothing: ['ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException'],
  lacking,
};
