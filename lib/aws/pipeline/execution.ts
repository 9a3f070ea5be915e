import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Release, ReleaseFacts } from '../../release/release';

/** A release as a list of executions tells it. */
export function releaseOf(execution: PipelineExecutionSummary): Release {
  const startedAt = execution.startTime ?? new Date(0);
  return { ...factsOf(execution), startedAt, updatedAt: execution.lastUpdateTime ?? startedAt };
}

export function factsOf(execution: PipelineExecutionSummary): ReleaseFacts {
  const source = execution.sourceRevisions?.[0];
  const { triggerType, triggerDetail } = execution.trigger ?? {};
  return {
    id: execution.pipelineExecutionId ?? '',
    status: execution.status ?? 'InProgress',
    commit: source?.revisionId,
    subject: (source?.revisionSummary ?? '').split('\n', 1)[0] ?? '',
    pushedBy: triggerType === 'StartPipelineExecution' ? triggerDetail : undefined,
    trigger: triggerType,
    triggerDetail,
    stopReason: execution.stopTrigger?.reason,
    executionMode: execution.executionMode,
  };
}
