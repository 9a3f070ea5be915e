import type { Context } from '../../base/context';
import { kindOf } from './actions/registry';
import { type Engine, engineOf } from './engine/engine';
import { finishAction } from './execution/action-run';
import type { Board, Job } from './execution/board';
import { finishRule } from './execution/rule-run';
import { type ActionRun, currentStage, type ExecutionRecord, type StageRun } from './model/records';

const message = 'The machine stopped while this was running.';

/**
 * After a start: actions that can be taken up again are (sources are read again, a build that was started is asked for
 * its end), others fail with the reason. What waits, for an approval or between stages, goes on waiting.
 */
export function recover(context: Context): void {
  const engine = engineOf(context);
  for (const { declaration } of engine.pipelines.list()) {
    const { name } = declaration;
    if (engine.state(name).live.length > 0) recoverPipeline(engine, context, name);
  }
}

function recoverPipeline(engine: Engine, context: Context, name: string): void {
  const jobs = engine.change(context, name, (board) =>
    board.live().flatMap((execution) => takeUp(engine, board, execution)),
  );
  for (const job of jobs) engine.run(context, name, job);
}

function takeUp(engine: Engine, board: Board, execution: ExecutionRecord): readonly Job[] {
  const draft = board.edit(execution);
  const stage = currentStage(draft);
  if (!stage) return [];
  for (const rule of stage.rules) {
    const asked = rule.wakes !== undefined || engine.running.has(rule.id);
    if (rule.status === 'InProgress' && !asked)
      finishRule(board, rule, { status: 'Failed', summary: message });
  }
  return stage.actions
    .filter(({ id, status }) => status === 'InProgress' && !engine.running.has(id))
    .flatMap((run) => takeUpAction(board, draft, stage, run));
}

function takeUpAction(
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  run: ActionRun,
): readonly Job[] {
  if (run.token !== undefined) return [];
  const kind = kindOf(run.type);
  if (kind?.repeatable || (kind?.resume && run.externalId !== undefined))
    return [{ kind: 'action', executionId: draft.id, stage: stage.name, runId: run.id }];
  const error = { code: 'JobFailed', message };
  finishAction(board, draft, stage, run, { status: 'Failed', error, summary: message });
  return [];
}
