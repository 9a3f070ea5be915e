/** What gitenv uses of the client, so that the bundle holds no more of it. */
export {
  CodePipelineClient,
  DisableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListRuleExecutionsCommand,
  OverrideStageConditionCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
