import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { onceThereIsRoom } from '../../../base/store';
import type { Task } from '../actions/kind';
import { kindOf } from '../actions/registry';
import { finishAction } from '../execution/action-run';
import type { Board, Job } from '../execution/board';
import { finishRule } from '../execution/rule-run';
import { type Pipeline, stageOf } from '../model/declaration';
import type {
  ActionRun,
  ExecutionRecord,
  Outcome,
  PipelineRecord,
  RuleRun,
  StageRun,
} from '../model/records';
import { UnknownVariable } from '../model/variables';
import type { RuleTask, Verdict } from '../rules/kind';
import { ruleKindOf } from '../rules/registry';
import { asRole } from './role';

/** What running a job takes of the engine. */
export interface Pipelines {
  pipeline(name: string): PipelineRecord;
  structure(name: string, version: number): Pipeline | undefined;
  execution(pipeline: string, id: string): ExecutionRecord;
  isLive(pipeline: string, id: string): boolean;
  change(context: Context, name: string, mutate: (board: Board) => void): void;
}

/**
 * Runs one action or rule to its end and records that. What goes wrong inside is its failure; nobody waits any more for
 * what was abandoned, or whose pipeline is gone.
 */
export async function perform(
  engine: Pipelines,
  context: Context,
  pipeline: string,
  job: Job,
): Promise<void> {
  if (job.kind === 'rule') {
    const verdict = await runRule(() => ruleTask(engine, context, pipeline, job));
    await onceThereIsRoom(() =>
      changeRun(engine, context, pipeline, job, (board, _, __, run) => {
        if ('when' in run) finishRule(board, run, verdict);
      }),
    );
    return;
  }
  const outcome = await runAction(() => actionTask(engine, context, pipeline, job));
  await onceThereIsRoom(() =>
    changeRun(engine, context, pipeline, job, (board, draft, stage, run) => {
      if (!('when' in run)) finishAction(board, draft, stage, run, outcome);
    }),
  );
}

function actionTask(engine: Pipelines, context: Context, name: string, job: Job): Task {
  const { execution, pipeline, stage, run } = find(engine, name, job);
  const action = stage.actions.find((one) => one.name === run.name);
  if (!action || 'when' in run) throw new Error(`${run.name} is no action of ${stage.name}`);
  return {
    context: asRole(context, action.roleArn ?? pipeline.roleArn, execution.id),
    pipeline,
    execution,
    stage: stage.name,
    action,
    run,
    report: (progress) =>
      changeRun(engine, context, name, job, (_, __, ___, own) => Object.assign(own, progress)),
  };
}

function ruleTask(engine: Pipelines, context: Context, name: string, job: Job): RuleTask {
  const { execution, pipeline, stage, run } = find(engine, name, job);
  const conditions = 'when' in run ? stage[run.when]?.conditions : undefined;
  const rule = conditions?.[0]?.rules?.find((one) => one.name === run.name);
  if (!rule || !('when' in run)) throw new Error(`${run.name} is no rule of ${stage.name}`);
  const roleArn = rule.roleArn ?? pipeline.roleArn;
  return {
    context: asRole(context, roleArn, execution.id),
    pipeline: name,
    roleArn,
    execution,
    rule,
    run,
  };
}

async function runAction(taskOf: () => Task): Promise<Outcome> {
  try {
    const task = taskOf();
    const kind = kindOf(task.action.actionTypeId);
    const resumed = task.run.externalId !== undefined && kind?.resume;
    if (!kind?.perform) throw new Error(`${task.action.name} is not an action that runs`);
    return await (resumed ? resumed(task) : kind.perform(task));
  } catch (error) {
    const { code, message } = faultOf(error);
    return { status: 'Failed', summary: message, error: { code, message } };
  }
}

async function runRule(taskOf: () => RuleTask): Promise<Exclude<Verdict, { wakes: Date }>> {
  try {
    const task = taskOf();
    const verdict = await ruleKindOf(task.rule.ruleTypeId)?.perform?.(task);
    if (!verdict || 'wakes' in verdict)
      throw new Error(`${task.rule.name} is not a rule that runs`);
    return verdict;
  } catch (error) {
    const { code, message } = faultOf(error);
    return { status: 'Failed', summary: message, error: { code, message } };
  }
}

function faultOf(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof ServiceError || error instanceof UnknownVariable;
  return { code: known ? 'ConfigurationError' : 'InternalError', message };
}

function find(engine: Pipelines, name: string, job: Job) {
  const execution = engine.execution(name, job.executionId);
  const current = engine.pipeline(name).declaration;
  const pipeline =
    execution.version === current.version ? current : engine.structure(name, execution.version);
  const stage = pipeline && stageOf(pipeline, job.stage);
  const run = runOf(execution, job)?.run;
  if (!stage || !run) throw new Error(`a job without its run: ${JSON.stringify(job)}`);
  return { execution, pipeline, stage, run };
}

type Change = (
  board: Board,
  draft: ExecutionRecord,
  stage: StageRun,
  run: ActionRun | RuleRun,
) => void;

/** Changes a run that is still in progress; does nothing where it is not. */
export function changeRun(
  engine: Pipelines,
  context: Context,
  name: string,
  job: Job,
  change: Change,
): void {
  if (!engine.isLive(name, job.executionId)) return;
  const execution = engine.execution(name, job.executionId);
  if (runOf(execution, job)?.run.status !== 'InProgress') return;
  engine.change(context, name, (board) => {
    const draft = board.edit(execution);
    const found = runOf(draft, job);
    if (found) change(board, draft, found.stage, found.run);
  });
}

function runOf(
  execution: ExecutionRecord,
  job: Job,
): { stage: StageRun; run: ActionRun | RuleRun } | undefined {
  const stage = execution.stages.find(({ name }) => name === job.stage);
  const runs: readonly (ActionRun | RuleRun)[] =
    (job.kind === 'rule' ? stage?.rules : stage?.actions) ?? [];
  const run = runs.find(({ id }) => id === job.runId);
  return stage && run ? { stage, run } : undefined;
}
