import { type Stage, stageOf } from '../model/declaration';
import { currentStage, type ExecutionRecord, isOver, type StageRun } from '../model/records';
import { finishAction, startAction } from './action-run';
import type { Board } from './board';
import { conditionOf, judge } from './conditions';
import { announceStage } from './events';
import { isBusy, nextStep } from './next-step';
import { abandonRules, askRule, finishRule } from './rule-run';
import { decide, type Traveller } from './scheduling';
import {
  endExecution,
  enterStage,
  failStage,
  failWithResult,
  leaveStage,
  retryAutomatically,
} from './stage-run';

/** Actions that one execution in PARALLEL mode runs at a time. */
const parallelActions = 5;

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

/** @returns whether anything changed */
function stepInside(board: Board, execution: ExecutionRecord): boolean {
  const inside = currentStage(execution);
  if (execution.ending !== undefined) return stepToEnd(board, execution, inside);
  if (!inside) return false;
  const due = expireDue(board, execution, inside);
  const stage = stageOf(board.structureOf(execution), inside.name);
  if (!stage) throw new Error(`${execution.id} is in ${inside.name}, which is no stage of its`);
  const draft = board.edit(execution);
  return stepStage(board, draft, stageInside(draft), stage) || due;
}

function stageInside(draft: ExecutionRecord): StageRun {
  const stage = currentStage(draft);
  if (!stage) throw new Error(`${draft.id} is in no stage`);
  return stage;
}

/** Stopping and cancelling wait for actions that run, and for nothing else. */
function stepToEnd(
  board: Board,
  execution: ExecutionRecord,
  inside: StageRun | undefined,
): boolean {
  if (isOver(execution.status) || (inside && isBusy(inside))) return false;
  const draft = board.edit(execution);
  const status = draft.ending ?? 'Stopped';
  const run = currentStage(draft);
  if (run) {
    abandonRules(board, run);
    run.status = status;
    announceStage(board, draft, run);
  }
  endExecution(board, draft, status);
  return true;
}

/** beforeEntry, the actions, then onSuccess or onFailure: each begins when what stands before it is decided. */
function stepStage(board: Board, draft: ExecutionRecord, run: StageRun, stage: Stage): boolean {
  const asked = run.rules.length;
  const entry = judge(board, draft, run, stage, 'beforeEntry');
  if (entry === 'waiting') return run.rules.length > asked;
  if (entry === 'failed') return refuseEntry(board, draft, run, stage);
  const limit = draft.mode === 'PARALLEL' ? parallelActions : undefined;
  const step = nextStep(stage, run, limit);
  if (step.kind === 'wait') return false;
  if (step.kind === 'start')
    for (const action of step.actions) startAction(board, draft, run, action);
  else if (step.status === 'Succeeded') return succeed(board, draft, run, stage);
  else return fail(board, draft, run, stage);
  return true;
}

function refuseEntry(board: Board, draft: ExecutionRecord, run: StageRun, stage: Stage): boolean {
  if (conditionOf(stage, 'beforeEntry')?.result === 'SKIP')
    leaveStage(board, draft, run, 'Skipped');
  else failStage(board, draft, run);
  return true;
}

function succeed(board: Board, draft: ExecutionRecord, run: StageRun, stage: Stage): boolean {
  const asked = run.rules.length;
  const judgement = judge(board, draft, run, stage, 'onSuccess');
  if (judgement === 'waiting') return run.rules.length > asked;
  if (judgement === 'met') leaveStage(board, draft, run, 'Succeeded');
  else failWithResult(board, draft, run, conditionOf(stage, 'onSuccess')?.result);
  return true;
}

function fail(board: Board, draft: ExecutionRecord, run: StageRun, stage: Stage): boolean {
  const asked = run.rules.length;
  const judgement = judge(board, draft, run, stage, 'onFailure');
  if (judgement === 'waiting') return run.rules.length > asked;
  const condition = conditionOf(stage, 'onFailure');
  if (judgement === 'failed') failWithResult(board, draft, run, condition?.result);
  else if (condition) failStage(board, draft, run);
  else if (!retryAutomatically(board, draft, run, stage))
    failWithResult(board, draft, run, stage.onFailure?.result);
  return true;
}

/** Approvals and rules whose time is over fail; rules whose hour has come are asked again. */
function expireDue(board: Board, execution: ExecutionRecord, inside: StageRun): boolean {
  const now = board.time();
  const isDue = (time: string | undefined) => time !== undefined && time <= now;
  const due = [...inside.actions, ...inside.rules].some(
    (run) =>
      run.status === 'InProgress' && (isDue(run.expires) || ('wakes' in run && isDue(run.wakes))),
  );
  if (!due) return false;
  const draft = board.edit(execution);
  const stage = stageInside(draft);
  for (const run of stage.actions) {
    if (run.status !== 'InProgress' || !isDue(run.expires)) continue;
    const error = { code: 'JobFailed', message: 'The approval was not answered in time.' };
    finishAction(board, draft, stage, run, { status: 'Failed', error, summary: error.message });
  }
  for (const run of stage.rules) {
    if (run.status !== 'InProgress') continue;
    const summary = 'The rule took longer than its timeout.';
    if (isDue(run.wakes)) askRule(board, run);
    else if (isDue(run.expires)) finishRule(board, run, { status: 'Failed', summary });
  }
  return true;
}

function stepBetween(board: Board): boolean {
  const gates = board.stageNames().map((stage) => ({
    stage,
    enabled: board.state.stages[stage]?.inbound?.enabled ?? true,
  }));
  const { enter, supersede } = decide(gates, board.live().map(travellerOf));
  for (const { id } of supersede)
    withDraft(board, id, (draft) => endExecution(board, draft, 'Superseded'));
  for (const { id } of enter) withDraft(board, id, (draft) => enterStage(board, draft));
  return enter.length + supersede.length > 0;
}

function travellerOf(execution: ExecutionRecord): Traveller {
  const inside = currentStage(execution)?.name;
  return {
    id: execution.id,
    mode: execution.mode,
    sequence: execution.sequence,
    ...(inside === undefined ? {} : { inside }),
    ...(execution.waiting ? { waiting: execution.waiting.stage } : {}),
  };
}

function withDraft(board: Board, id: string, change: (draft: ExecutionRecord) => void): void {
  const found = board.find(id);
  if (found) change(board.edit(found));
}
