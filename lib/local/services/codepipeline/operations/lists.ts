import type {
  ActionExecutionFilter,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../service';
import { stageOf } from '../declaration';
import { type Engine, engineOf } from '../engine';
import { checkName, checkPresent, stageNotFound } from '../faults';
import { pageOf } from '../paging';
import { attemptOf } from '../progress';
import type { ActionRun, ExecutionRecord, StageRun } from '../records';
import { detailOf } from '../show-action';
import { summarize } from '../show-execution';

export function ListPipelineExecutions(
  input: ListPipelineExecutionsInput,
  context: Context,
): ListPipelineExecutionsOutput {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const stage = input.filter?.succeededInStage?.stageName;
  if (stage !== undefined && !stageOf(declaration, stage))
    throw stageNotFound(declaration.name, stage);
  const { items, nextToken } = pageOf(
    (after) =>
      newestFirst(
        engine,
        declaration.name,
        after,
        (execution) =>
          stage === undefined ||
          (execution.version === declaration.version && succeededIn(execution, stage)),
      ),
    ({ sequence }) => String(sequence),
    input,
  );
  return {
    pipelineExecutionSummaries: items.map(summarize),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}

export function ListActionExecutions(
  input: ListActionExecutionsInput,
  context: Context,
): ListActionExecutionsOutput {
  const engine = engineOf(context);
  const { name } = engine.pipeline(checkName('pipelineName', input.pipelineName)).declaration;
  const { items, nextToken } = pageOf(
    (after) => actionsOf(engine, name, input.filter, after),
    ({ execution, run }) => `${execution.sequence} ${run.id}`,
    input,
  );
  return {
    actionExecutionDetails: items.map(({ execution, stage, run }) =>
      detailOf(execution, stage, run),
    ),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}

function succeededIn({ stages }: ExecutionRecord, stage: string): boolean {
  return stages.some(({ name, status }) => name === stage && status === 'Succeeded');
}

function* newestFirst(
  engine: Engine,
  pipeline: string,
  after: string | undefined,
  wanted: (execution: ExecutionRecord) => boolean,
): Iterable<ExecutionRecord> {
  const below = after === undefined ? Number.POSITIVE_INFINITY : Number(after);
  const entries = engine.history.entries(pipeline);
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (!entry || entry.sequence >= below) continue;
    const execution = engine.execution(pipeline, entry.id);
    if (wanted(execution)) yield execution;
  }
}

interface Row {
  readonly execution: ExecutionRecord;
  readonly stage: StageRun;
  readonly run: ActionRun;
}

function* actionsOf(
  engine: Engine,
  pipeline: string,
  filter: ActionExecutionFilter | undefined,
  after: string | undefined,
): Iterable<Row> {
  const [sequence, lastId] = after?.split(' ') ?? [];
  const from = sequence === undefined ? undefined : String(Number(sequence) + 1);
  let skipping = lastId !== undefined;
  for (const execution of executionsFor(engine, pipeline, filter, from)) {
    for (const row of rowsOf(execution, filter)) {
      if (!skipping) yield row;
      else if (row.run.id === lastId) skipping = false;
    }
    skipping = false;
  }
}

function executionsFor(
  engine: Engine,
  pipeline: string,
  filter: ActionExecutionFilter | undefined,
  from: string | undefined,
): Iterable<ExecutionRecord> {
  const latest = filter?.latestInPipelineExecution;
  const id =
    filter?.pipelineExecutionId ??
    (latest &&
      checkPresent(
        'filter.latestInPipelineExecution.pipelineExecutionId',
        latest.pipelineExecutionId,
      ));
  if (id !== undefined) return [engine.execution(pipeline, id)];
  return newestFirst(engine, pipeline, from, () => true);
}

/** Newest first; with `latestInPipelineExecution` only the attempts that count. */
function rowsOf(execution: ExecutionRecord, filter: ActionExecutionFilter | undefined): Row[] {
  const onlyLatest = filter?.latestInPipelineExecution?.startTimeRange === 'Latest';
  return execution.stages
    .flatMap((stage) => stage.actions.map((run) => ({ execution, stage, run })))
    .filter(({ stage, run }) => !onlyLatest || attemptOf(run.name, stage) === run)
    .reverse();
}
