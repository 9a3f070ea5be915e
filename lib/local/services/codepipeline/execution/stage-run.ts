import type { StageRetryMode } from '@aws-sdk/client-codepipeline';
import { type Stage, stageAfter } from '../model/declaration';
import { type ExecutionRecord, isOver, type StageRun } from '../model/records';
import type { Board } from './board';
import { conditionOf } from './conditions';
import { announceExecution, announceStage } from './events';
import { rollBackAutomatically } from './rollback';

export function enterStage(board: Board, draft: ExecutionRecord): void {
  const name = draft.waiting?.stage ?? '';
  delete draft.waiting;
  const run: StageRun = {
    name,
    status: 'InProgress',
    entered: board.time(),
    actions: [],
    allFrom: 0,
    failuresFrom: 0,
    conditions: {},
    rules: [],
  };
  draft.stages = [...draft.stages.filter((one) => one.name !== name), run];
  draft.updated = run.entered;
  board.memoryOf(name).latest = draft.id;
  announceStage(board, draft, run);
}

/** Begins another attempt of a stage that ended; the execution holds its lock again. */
export function reenterStage(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  mode: StageRetryMode,
): void {
  run.failuresFrom = run.actions.length;
  if (mode === 'ALL_ACTIONS') run.allFrom = run.actions.length;
  run.conditions = {};
  resume(board, draft, run);
}

/** The execution goes on inside the stage. */
export function resume(board: Board, draft: ExecutionRecord, run: StageRun): void {
  const ended = isOver(draft.status);
  run.status = 'InProgress';
  run.entered = board.time();
  draft.status = 'InProgress';
  draft.updated = run.entered;
  delete draft.ending;
  delete draft.statusSummary;
  board.memoryOf(run.name).latest = draft.id;
  if (ended) announceExecution(board, draft, 'RESUMED');
  announceStage(board, draft, run, 'RESUMED');
}

/** Out of the stage by its end, or past it when it was skipped. */
export function leaveStage(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  status: 'Succeeded' | 'Skipped',
): void {
  run.status = status;
  announceStage(board, draft, run);
  const next = stageAfter(board.structureOf(draft), run.name);
  draft.updated = board.time();
  if (next && draft.type === 'STANDARD') draft.waiting = { stage: next.name };
  else endExecution(board, draft, 'Succeeded');
}

export function failStage(board: Board, draft: ExecutionRecord, run: StageRun): void {
  run.status = 'Failed';
  announceStage(board, draft, run);
  endExecution(board, draft, 'Failed');
}

/** What a stage is told to do when an action of it failed, or when its condition did. */
export function failWithResult(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  result: string | undefined,
): void {
  failStage(board, draft, run);
  if (result === 'ROLLBACK') rollBackAutomatically(board, draft, run.name);
}

/** @returns false when the stage may not be retried by itself, or was already */
export function retryAutomatically(
  board: Board,
  draft: ExecutionRecord,
  run: StageRun,
  stage: Stage,
): boolean {
  const { onFailure } = stage;
  if (onFailure?.result !== 'RETRY' || conditionOf(stage, 'onFailure')) return false;
  if ((run.retries?.automatic ?? 0) > 0) return false;
  run.retries = {
    automatic: 1,
    manual: run.retries?.manual ?? 0,
    latest: 'AutomatedStageRetry',
  };
  reenterStage(board, draft, run, onFailure.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS');
  return true;
}

export function endExecution(
  board: Board,
  draft: ExecutionRecord,
  status: ExecutionRecord['status'],
): void {
  draft.status = status;
  draft.updated = board.time();
  delete draft.waiting;
  delete draft.ending;
  announceExecution(board, draft);
}
