import { type Caller, type Context, ServiceError } from '../../service';
import { finishAction, type Outcome } from './action-run';
import type { Task } from './actions/kind';
import { kindOf } from './actions/registry';
import type { Board, Job } from './board';
import { type Pipeline, stageOf } from './declaration';
import type { Engine } from './engine';
import type { ActionRun, ExecutionRecord, StageRun } from './records';

/** Runs one action to its end and records it. What goes wrong inside the action is the action's failure. */
export function perform(engine: Engine, context: Context, pipeline: string, job: Job): void {
  const task = taskOf(engine, context, pipeline, job);
  const run = async () => {
    const outcome = await outcomeOf(task);
    if (!isCurrent(engine, pipeline, job)) return;
    engine.change(context, pipeline, (board) =>
      withRun(board, job, (draft, stage, actionRun) =>
        finishAction(board, draft, stage, actionRun, outcome),
      ),
    );
  };
  context.work(run());
}

function taskOf(engine: Engine, context: Context, name: string, job: Job): Task {
  const pipeline = engine.pipeline(name).declaration;
  const execution = engine.execution(name, job.executionId);
  const run = findRun(execution, job)?.run;
  const action = stageOf(pipeline, job.stage)?.actions.find((one) => one.name === run?.name);
  if (!run || !action) throw new Error(`job without its action: ${JSON.stringify(job)}`);
  return {
    context: context.as(roleCaller(context, pipeline, action.roleArn, execution.id)),
    pipeline,
    execution,
    stage: job.stage,
    action,
    run,
    report: (progress) => {
      if (!isCurrent(engine, name, job)) return;
      engine.change(context, name, (board) =>
        withRun(board, job, (_draft, _stage, actionRun) => Object.assign(actionRun, progress)),
      );
    },
  };
}

async function outcomeOf(task: Task): Promise<Outcome> {
  const kind = kindOf(task.action.actionTypeId);
  try {
    if (!kind?.perform) throw new Error(`${task.action.name} is not an action that runs`);
    return await kind.perform(task);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof ServiceError ? 'ConfigurationError' : 'InternalError';
    return { status: 'Failed', summary: message, error: { code, message } };
  }
}

/** False once the pipeline is gone or the action was abandoned: nobody waits for the end any more. */
function isCurrent(engine: Engine, pipeline: string, job: Job): boolean {
  if (!engine.pipelines.get(pipeline) || !engine.isLive(pipeline, job.executionId)) return false;
  const found = findRun(engine.execution(pipeline, job.executionId), job);
  return found?.run.status === 'InProgress';
}

export function withRun(
  board: Board,
  job: Job,
  change: (draft: ExecutionRecord, stage: StageRun, run: ActionRun) => void,
): void {
  const execution = board.find(job.executionId);
  if (!execution) return;
  const draft = board.edit(execution);
  const found = findRun(draft, job);
  if (found) change(draft, found.stage, found.run);
}

function findRun(
  execution: ExecutionRecord,
  job: Job,
): { stage: StageRun; run: ActionRun } | undefined {
  const stage = execution.stages.find(({ name }) => name === job.stage);
  const run = stage?.actions.find(({ id }) => id === job.actionRunId);
  return stage && run ? { stage, run } : undefined;
}

/** Actions act as the pipeline's role, as other services then see them. */
function roleCaller(
  context: Context,
  pipeline: Pipeline,
  actionRole: string | undefined,
  session: string,
): Caller {
  const role = (actionRole ?? pipeline.roleArn).split('/').at(-1) ?? 'pipeline';
  return {
    account: context.account,
    arn: `arn:aws:sts::${context.account}:assumed-role/${role}/${session}`,
    userId: `AROALOCALPIPELINE:${session}`,
    accessKeyId: '',
  };
}
