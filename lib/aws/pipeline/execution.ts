import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { pusherOf } from '../../release/pusher';
import type { Release, ReleaseFacts } from '../../release/release';

/** Whose pipeline it is; pipeline and application are called the same. */
export interface Whose {
  readonly application: string;
  readonly region: string;
}

/** A release as a list of executions tells it. */
export function releaseOf(execution: PipelineExecutionSummary, whose: Whose): Release {
  const startedAt = execution.startTime ?? new Date(0);
  return {
    ...factsOf(execution, whose),
    startedAt,
    updatedAt: execution.lastUpdateTime ?? startedAt,
  };
}

/** @param pushedBy the value of the variable PUSHED_BY; undefined if it was not asked for */
export function factsOf(
  execution: PipelineExecutionSummary,
  whose: Whose,
  pushedBy?: string,
): ReleaseFacts {
  const source = execution.sourceRevisions?.[0];
  const { triggerType, triggerDetail } = execution.trigger ?? {};
  return {
    id: execution.pipelineExecutionId ?? '',
    status: execution.status ?? 'InProgress',
    commit: source?.revisionId,
    subject: (source?.revisionSummary ?? '').split(/[\r\n]/, 1)[0] ?? '',
    pushedBy: pusherOf({ trigger: triggerType, triggerDetail }, whose, pushedBy),
    trigger: triggerType,
    triggerDetail,
    stopReason: execution.stopTrigger?.reason,
    executionMode: execution.executionMode,
  };
}
