import { startAction } from './action-run';
import type { Board } from './board';
import { stageAfter, stageOf } from './declaration';
import { announceExecution, announceStage } from './events';
import { isBusy, nextStep } from './progress';
import { currentStage, type ExecutionRecord, isOver, type StageRun } from './records';
import { decide, type Traveller } from './scheduling';

/** Carries every live execution as far as it can go without waiting for anything. */
export function settle(board: Board): void {
  let moved = true;
  while (moved) {
    moved = false;
    for (const execution of board.live()) moved = stepInside(board, execution) || moved;
    board.dropEnded();
    moved = stepBetween(board) || moved;
    board.dropEnded();
  }
}

function stepInside(board: Board, execution: ExecutionRecord): boolean {
  const inside = currentStage(execution);
  if (!inside) return endBetween(board, execution);
  if (execution.ending !== undefined) {
    if (isBusy(inside)) return false;
    endEarly(board, board.edit(execution), execution.ending);
    return true;
  }
  const stage = stageOf(board.pipeline, inside.name);
  if (!stage) throw new Error(`${execution.id} is in ${inside.name}, which is no stage any more`);
  const step = nextStep(stage, inside);
  if (step.kind === 'wait') return false;
  const draft = board.edit(execution);
  const run = currentStage(draft) as StageRun;
  if (step.kind === 'start') {
    for (const action of step.actions) startAction(board, draft, run, action);
  } else if (step.status === 'Succeeded') leave(board, draft, run);
  else fail(board, draft, run);
  return true;
}

/** Stopping and cancelling do not wait for anything between stages. */
function endBetween(board: Board, execution: ExecutionRecord): boolean {
  if (execution.ending === undefined || isOver(execution.status)) return false;
  endEarly(board, board.edit(execution), execution.ending);
  return true;
}

function endEarly(board: Board, draft: ExecutionRecord, status: 'Stopped' | 'Cancelled'): void {
  const run = currentStage(draft);
  if (run) {
    run.status = status;
    announceStage(board, draft, run);
  }
  delete draft.ending;
  end(board, draft, status);
}

function leave(board: Board, draft: ExecutionRecord, run: StageRun): void {
  run.status = 'Succeeded';
  announceStage(board, draft, run);
  const next = stageAfter(board.pipeline, run.name);
  if (next && draft.type === 'STANDARD') draft.waiting = { stage: next.name };
  else end(board, draft, 'Succeeded');
}

function fail(board: Board, draft: ExecutionRecord, run: StageRun): void {
  run.status = 'Failed';
  announceStage(board, draft, run);
  end(board, draft, 'Failed');
}

function end(board: Board, draft: ExecutionRecord, status: ExecutionRecord['status']): void {
  draft.status = status;
  draft.updated = board.time();
  delete draft.waiting;
  announceExecution(board, draft);
}

function stepBetween(board: Board): boolean {
  const { enter, supersede } = decide(
    board.pipeline.executionMode,
    board.pipeline.stages.map(({ name }) => ({
      stage: name,
      enabled: board.state.stages[name]?.inbound?.enabled ?? true,
    })),
    board.live().map(travellerOf),
  );
  for (const { id } of supersede) withDraft(board, id, (draft) => end(board, draft, 'Superseded'));
  for (const { id } of enter) withDraft(board, id, (draft) => enterStage(board, draft));
  return enter.length + supersede.length > 0;
}

function travellerOf(execution: ExecutionRecord): Traveller {
  const inside = currentStage(execution)?.name;
  return {
    id: execution.id,
    sequence: execution.sequence,
    ...(inside === undefined ? {} : { inside }),
    ...(execution.waiting ? { waiting: execution.waiting.stage } : {}),
  };
}

function enterStage(board: Board, draft: ExecutionRecord): void {
  const { stage: name = '', retry } = draft.waiting ?? {};
  delete draft.waiting;
  let run = draft.stages.find((one) => one.name === name);
  if (!run) {
    run = { name, status: 'InProgress', actions: [], allFrom: 0, failuresFrom: 0 };
    draft.stages.push(run);
  }
  if (retry !== undefined) run.failuresFrom = run.actions.length;
  if (retry === 'ALL_ACTIONS') run.allFrom = run.actions.length;
  run.status = 'InProgress';
  draft.updated = board.time();
  board.memoryOf(name).latest = draft.id;
  announceStage(board, draft, run, retry === undefined ? undefined : 'RESUMED');
}

function withDraft(board: Board, id: string, change: (draft: ExecutionRecord) => void): void {
  const found = board.find(id);
  if (found) change(board.edit(found));
}
