import type { PipelineExecution, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { ExecutionRecord } from '../model/records';

/** As GetPipelineExecution shows it. */
export function showExecution(execution: ExecutionRecord): PipelineExecution {
  return {
    pipelineName: execution.pipeline,
    pipelineVersion: execution.version,
    pipelineExecutionId: execution.id,
    ...shared(execution),
    artifactRevisions: execution.revisions.map(({ artifact, id, summary, url, created }) => ({
      name: artifact,
      revisionId: id,
      ...(summary === undefined ? {} : { revisionSummary: summary }),
      created: new Date(created),
      ...(url === undefined ? {} : { revisionUrl: url }),
    })),
    variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({
      name,
      resolvedValue,
    })),
  };
}

/** As a row of ListPipelineExecutions. */
export function summarize(execution: ExecutionRecord): PipelineExecutionSummary {
  return {
    pipelineExecutionId: execution.id,
    ...shared(execution),
    startTime: new Date(execution.started),
    lastUpdateTime: new Date(execution.updated),
    sourceRevisions: execution.revisions.map(({ action, id, summary, url }) => ({
      actionName: action,
      revisionId: id,
      ...(summary === undefined ? {} : { revisionSummary: summary }),
      ...(url === undefined ? {} : { revisionUrl: url }),
    })),
    ...(execution.stopReason === undefined
      ? {}
      : { stopTrigger: { reason: execution.stopReason } }),
  };
}

function shared(execution: ExecutionRecord) {
  const { status, statusSummary, trigger, mode, type, rollbackTarget } = execution;
  return {
    status,
    ...(statusSummary === undefined ? {} : { statusSummary }),
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionMode: mode,
    executionType: type,
    ...(rollbackTarget === undefined
      ? {}
      : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTarget } }),
  };
}
