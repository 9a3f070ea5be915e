import type { RuleExecutionDetail, RuleState } from '@aws-sdk/client-codepipeline';
import type { ExecutionRecord, RuleRun, StageRun } from '../model/records';

/** A rule as GetPipelineState shows it. */
export function ruleStateOf(ruleName: string, run: RuleRun | undefined): RuleState {
  if (!run) return { ruleName };
  return {
    ruleName,
    latestExecution: {
      ruleExecutionId: run.id,
      status: run.status,
      ...(run.summary === undefined ? {} : { summary: run.summary }),
      lastStatusChange: new Date(run.updated),
      ...externals(run),
    },
  };
}

/** As a row of ListRuleExecutions. */
export function ruleDetailOf(
  execution: ExecutionRecord,
  stage: StageRun,
  run: RuleRun,
): RuleExecutionDetail {
  return {
    pipelineExecutionId: execution.id,
    ruleExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: stage.name,
    ruleName: run.name,
    startTime: new Date(run.started),
    lastUpdateTime: new Date(run.updated),
    status: run.status,
    input: {
      ruleTypeId: { ...run.type },
      configuration: run.configuration,
      resolvedConfiguration: run.resolved,
      ...(run.roleArn === undefined ? {} : { roleArn: run.roleArn }),
      region: run.region,
      inputArtifacts: run.inputs.map(({ name, bucket, key }) => ({
        name,
        s3location: { bucket, key },
      })),
    },
    output: {
      executionResult: {
        ...externals(run),
        ...(run.summary === undefined ? {} : { externalExecutionSummary: run.summary }),
      },
    },
  };
}

function externals({ externalId, externalUrl, error }: RuleRun) {
  return {
    ...(externalId === undefined ? {} : { externalExecutionId: externalId }),
    ...(externalUrl === undefined ? {} : { externalExecutionUrl: externalUrl }),
    ...(error === undefined ? {} : { errorDetails: { ...error } }),
  };
}
