import type { ExecutionRecord } from '../model/records';
import type { Board } from './board';
import { announceExecution } from './events';

/**
 * A new execution of one stage alone, with the artifacts and variables that the target had.
 * @param trigger who or what asked for it
 */
export function rollBack(
  board: Board,
  stage: string,
  target: ExecutionRecord,
  trigger: ExecutionRecord['trigger'],
): ExecutionRecord {
  const now = board.time();
  const { artifacts, revisions, outputs, variables, overrides } = structuredClone(target);
  const draft = board.revive({
    id: board.clock.newId(),
    pipeline: board.pipeline.name,
    sequence: board.newSequence(),
    version: board.pipeline.version,
    mode: board.pipeline.executionMode,
    type: 'ROLLBACK',
    status: 'InProgress',
    started: now,
    updated: now,
    trigger,
    rollbackTarget: target.id,
    overrides,
    variables,
    stages: [],
    artifacts,
    revisions,
    outputs,
    waiting: { stage },
  });
  announceExecution(board, draft);
  return draft;
}

/** To the newest success in the stage under the present structure; without one, the failure stands alone. */
export function rollBackAutomatically(board: Board, failed: ExecutionRecord, stage: string): void {
  const target = board.newest(
    (one) => one.id !== failed.id && canBeTarget(one, stage, board.pipeline.version),
  );
  if (!target) return;
  const detail = JSON.stringify({ FailedPipelineExecutionId: failed.id });
  rollBack(board, stage, target, { type: 'AutomatedRollback', detail });
}

/** An execution can be returned to when it succeeded in the stage by itself, and the structure is still the same. */
export function canBeTarget(execution: ExecutionRecord, stage: string, version: number): boolean {
  return (
    execution.version === version &&
    execution.type === 'STANDARD' &&
    execution.stages.some(({ name, status }) => name === stage && status === 'Succeeded')
  );
}
