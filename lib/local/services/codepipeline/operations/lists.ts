import type {
  ActionExecutionFilter,
  ListActionExecutionsInput,
  ListActionExecutionsOutput,
  ListPipelineExecutionsInput,
  ListPipelineExecutionsOutput,
  ListRuleExecutionsInput,
  ListRuleExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { type Page, pageAfter, pageSize } from '../../../base/page';
import { type Engine, engineOf } from '../engine/engine';
import { attemptOf } from '../execution/next-step';
import { checkName, checkPresent } from '../model/checks';
import { stageOf } from '../model/declaration';
import { invalidNextToken, invalidPageSize, stageNotFound } from '../model/errors';
import type { ExecutionRecord, StageRun } from '../model/records';
import { detailOf } from '../show/action';
import { summarize } from '../show/execution';
import { ruleDetailOf } from '../show/rule';

export function ListPipelineExecutions(
  input: ListPipelineExecutionsInput,
  context: Context,
): ListPipelineExecutionsOutput {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const stage = input.filter?.succeededInStage?.stageName;
  if (stage !== undefined && !stageOf(declaration, stage))
    throw stageNotFound(declaration.name, stage);
  const { items, next } = pageAfter(
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
    requestOf(input),
    invalidNextToken,
  );
  return {
    pipelineExecutionSummaries: items.map(summarize),
    nextToken: next,
  };
}

export function ListActionExecutions(
  input: ListActionExecutionsInput,
  context: Context,
): ListActionExecutionsOutput {
  const page = pageOfRuns(input, context, (stage, onlyLatest) =>
    stage.actions.filter((run) => !onlyLatest || attemptOf(run.name, stage) === run),
  );
  return {
    actionExecutionDetails: page.items.map(({ execution, stage, run }) =>
      detailOf(execution, stage, run),
    ),
    nextToken: page.next,
  };
}

export function ListRuleExecutions(
  input: ListRuleExecutionsInput,
  context: Context,
): ListRuleExecutionsOutput {
  const page = pageOfRuns(input, context, ({ rules }, onlyLatest) =>
    rules.filter(
      (run) =>
        !onlyLatest ||
        rules.findLast(({ name, when }) => name === run.name && when === run.when) === run,
    ),
  );
  return {
    ruleExecutionDetails: page.items.map(({ execution, stage, run }) =>
      ruleDetailOf(execution, stage, run),
    ),
    nextToken: page.next,
  };
}

interface Row<Run> {
  readonly execution: ExecutionRecord;
  readonly stage: StageRun;
  readonly run: Run;
}

function pageOfRuns<Run extends { readonly id: string }>(
  input: ListActionExecutionsInput,
  context: Context,
  runsOf: (stage: StageRun, onlyLatest: boolean) => readonly Run[],
): Page<Row<Run>> {
  const engine = engineOf(context);
  const { name } = engine.pipeline(checkName('pipelineName', input.pipelineName)).declaration;
  const onlyLatest = input.filter?.latestInPipelineExecution?.startTimeRange === 'Latest';
  const rowsOf = (execution: ExecutionRecord) =>
    execution.stages
      .flatMap((stage) => runsOf(stage, onlyLatest).map((run) => ({ execution, stage, run })))
      .reverse();
  return pageAfter(
    (after) => rowsAfter(executionsFor(engine, name, input.filter, after), rowsOf, after),
    ({ execution, run }) => `${execution.sequence} ${run.id}`,
    requestOf(input),
    invalidNextToken,
  );
}

function* rowsAfter<Run extends { readonly id: string }>(
  executions: Iterable<ExecutionRecord>,
  rowsOf: (execution: ExecutionRecord) => readonly Row<Run>[],
  after: string | undefined,
): Iterable<Row<Run>> {
  const lastId = after?.split(' ')[1];
  let skipping = lastId !== undefined;
  for (const execution of executions) {
    for (const row of rowsOf(execution)) {
      if (!skipping) yield row;
      else if (row.run.id === lastId) skipping = false;
    }
    skipping = false;
  }
}

function requestOf({
  maxResults,
  nextToken,
}: Pick<ListPipelineExecutionsInput, 'maxResults' | 'nextToken'>) {
  const size = pageSize(maxResults, { usual: 100, most: 100 }, invalidPageSize);
  return { token: nextToken, size };
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

function executionsFor(
  engine: Engine,
  pipeline: string,
  filter: ActionExecutionFilter | undefined,
  after: string | undefined,
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
  const sequence = after?.split(' ')[0];
  const from = sequence === undefined ? undefined : String(Number(sequence) + 1);
  return newestFirst(engine, pipeline, from, () => true);
}
