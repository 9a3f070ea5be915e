import type { ActionExecution, ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ActionRun, ExecutionRecord, StageRun } from '../model/records';

/** As a row of ListActionExecutions. */
export function detailOf(
  execution: ExecutionRecord,
  stage: StageRun,
  run: ActionRun,
): ActionExecutionDetail {
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: stage.name,
    actionName: run.name,
    startTime: new Date(run.started),
    lastUpdateTime: new Date(run.updated),
    ...(run.updatedBy === undefined ? {} : { updatedBy: run.updatedBy }),
    status: run.status,
    input: {
      actionTypeId: { ...run.type },
      configuration: run.configuration,
      resolvedConfiguration: run.resolved,
      ...(run.roleArn === undefined ? {} : { roleArn: run.roleArn }),
      region: run.region,
      inputArtifacts: run.inputs.map(artifactOf),
      ...(run.namespace === undefined ? {} : { namespace: run.namespace }),
    },
    output: {
      outputArtifacts: run.status === 'Succeeded' ? run.outputs.map(artifactOf) : [],
      executionResult: resultOf(run),
      outputVariables: run.variables ?? {},
    },
  };
}

/** As GetPipelineState shows an action's latest run. */
export function stateOf(run: ActionRun): ActionExecution {
  return {
    actionExecutionId: run.id,
    status: run.status,
    ...(run.summary === undefined ? {} : { summary: run.summary }),
    lastStatusChange: new Date(run.updated),
    ...(run.token === undefined ? {} : { token: run.token }),
    ...(run.updatedBy === undefined ? {} : { lastUpdatedBy: run.updatedBy }),
    ...externals(run),
  };
}

function resultOf(run: ActionRun) {
  return {
    ...externals(run),
    ...(run.summary === undefined ? {} : { externalExecutionSummary: run.summary }),
  };
}

function externals({ externalId, externalUrl, error, logStreamArn }: ActionRun) {
  return {
    ...(externalId === undefined ? {} : { externalExecutionId: externalId }),
    ...(externalUrl === undefined ? {} : { externalExecutionUrl: externalUrl }),
    ...(error === undefined ? {} : { errorDetails: { ...error } }),
    ...(logStreamArn === undefined ? {} : { logStreamARN: logStreamArn }),
  };
}

function artifactOf({ name, bucket, key }: ActionRun['inputs'][number]) {
  return { name, s3location: { bucket, key } };
}
