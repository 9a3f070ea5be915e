import { currentStage, type ExecutionRecord } from '../model/records';
import { abandonAction } from './action-run';
import type { Board } from './board';
import { announceExecution, announceStage } from './events';
import { abandonRules } from './rule-run';

/** Lets what runs end and starts nothing more; with `abandon`, waits for nothing. */
export function stopExecution(
  board: Board,
  execution: ExecutionRecord,
  reason: string | undefined,
  abandon: boolean,
): void {
  const draft = board.edit(execution);
  const fresh = draft.status !== 'Stopping';
  draft.status = 'Stopping';
  draft.ending = 'Stopped';
  draft.updated = board.time();
  if (reason !== undefined) draft.stopReason = reason;
  const stage = currentStage(draft);
  if (stage && fresh) stage.status = 'Stopping';
  if (fresh) announceExecution(board, draft);
  if (stage && fresh) announceStage(board, draft, stage);
  if (abandon) abandonRunning(board, draft, () => true);
  if (abandon && stage) abandonRules(board, stage);
}

/**
 * The pipeline's structure changes: what waits is cancelled, what runs is cancelled once its actions have ended.
 * Executions in PARALLEL mode go on in the structure they began with.
 */
export function endForUpdate(board: Board): void {
  for (const execution of board.live()) {
    if (execution.mode === 'PARALLEL') continue;
    const draft = board.edit(execution);
    draft.ending ??= 'Cancelled';
    abandonRunning(board, draft, (category) => category === 'Approval');
  }
}

function abandonRunning(
  board: Board,
  draft: ExecutionRecord,
  chosen: (category: string) => boolean,
): void {
  const stage = currentStage(draft);
  for (const run of stage?.actions ?? []) {
    if (stage && run.status === 'InProgress' && chosen(run.type.category))
      abandonAction(board, draft, stage, run);
  }
}
