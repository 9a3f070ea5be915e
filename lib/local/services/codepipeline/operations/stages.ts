import type {
  OverrideStageConditionInput,
  RetryStageExecutionInput,
  RetryStageExecutionOutput,
  RollbackStageInput,
  RollbackStageOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { type Engine, engineOf } from '../engine/engine';
import type { Board } from '../execution/board';
import { conditionOf } from '../execution/conditions';
import { canBeTarget, rollBack } from '../execution/rollback';
import { abandonRules } from '../execution/rule-run';
import { reenterStage, resume } from '../execution/stage-run';
import { refuseWhenFull } from '../execution/start';
import { checkChoice, checkName, checkPresent } from '../model/checks';
import { type Stage, stageOf } from '../model/declaration';
import { stageNotFound } from '../model/errors';
import type { ExecutionRecord, StageRun, When } from '../model/records';

interface Place {
  readonly engine: Engine;
  readonly pipeline: string;
  readonly stage: Stage;
}

export function RetryStageExecution(
  input: RetryStageExecutionInput,
  context: Context,
): RetryStageExecutionOutput {
  const place = placeOf(input, context);
  const { engine, pipeline } = place;
  const mode = checkChoice('retryMode', input.retryMode, ['FAILED_ACTIONS', 'ALL_ACTIONS']);
  const { execution, run } = latestIn(place, input.pipelineExecutionId);
  const busy = run.status === 'InProgress';
  const failed = run.actions.slice(run.failuresFrom).some(({ status }) => status === 'Failed');
  const retryable = busy
    ? failed && mode === 'FAILED_ACTIONS'
    : run.status === 'Failed' || run.status === 'Stopped';
  if (!retryable || execution.version !== engine.pipeline(pipeline).declaration.version)
    throw new ServiceError(
      'StageNotRetryableException',
      `The stage ${run.name} of the pipeline execution ${execution.id} cannot be retried: its status is ${run.status}.`,
    );
  engine.change(context, pipeline, (board) => {
    const [draft, own] = takeUp(board, execution, run.name);
    own.retries = {
      automatic: own.retries?.automatic ?? 0,
      manual: (own.retries?.manual ?? 0) + 1,
      latest: 'ManualStageRetry',
    };
    if (busy) own.failuresFrom = own.actions.length;
    else reenterStage(board, draft, own, mode);
  });
  return { pipelineExecutionId: execution.id };
}

export function RollbackStage(input: RollbackStageInput, context: Context): RollbackStageOutput {
  const { engine, pipeline, stage } = placeOf(input, context);
  const { declaration } = engine.pipeline(pipeline);
  const id = checkPresent('targetPipelineExecutionId', input.targetPipelineExecutionId);
  const target = engine.execution(pipeline, id);
  if (target.version !== declaration.version)
    throw new ServiceError(
      'PipelineExecutionOutdatedException',
      `The pipeline execution ${id} belongs to version ${target.version} of the pipeline; the structure has changed since.`,
    );
  const fault =
    (declaration.executionMode === 'PARALLEL' &&
      'stage rollback is not available in PARALLEL mode') ||
    (declaration.stages[0]?.name === stage.name && 'a source stage cannot be rolled back') ||
    (target.type === 'ROLLBACK' && `${id} is a rollback itself`) ||
    (!canBeTarget(target, stage.name, declaration.version) &&
      `${id} did not succeed in the stage ${stage.name}`);
  if (fault)
    throw new ServiceError('UnableToRollbackStageException', `Unable to roll back: ${fault}.`);
  const draft = engine.change(context, pipeline, (board) => {
    refuseWhenFull(board);
    return rollBack(board, stage.name, target, {
      type: 'ManualRollback',
      detail: context.caller.arn,
    });
  });
  return { pipelineExecutionId: draft.id };
}

const overridable: Readonly<Record<'BEFORE_ENTRY' | 'ON_SUCCESS', When>> = {
  BEFORE_ENTRY: 'beforeEntry',
  ON_SUCCESS: 'onSuccess',
};

/** Lets an execution on that a condition holds, or has ended. */
export function OverrideStageCondition(input: OverrideStageConditionInput, context: Context): void {
  const place = placeOf(input, context);
  const { engine, pipeline, stage } = place;
  const type = checkChoice('conditionType', input.conditionType, ['BEFORE_ENTRY', 'ON_SUCCESS']);
  const when = overridable[type];
  const { execution, run } = latestIn(place, input.pipelineExecutionId);
  const status = run.conditions[when]?.status;
  const held = status === 'InProgress' && run.status === 'InProgress';
  const ended = status === 'Failed' && run.status === 'Failed';
  if ((!held && !ended) || conditionOf(stage, when)?.result === 'SKIP')
    throw new ServiceError(
      'ConditionNotOverridableException',
      `Unable to override: the ${when} condition of the stage ${stage.name} does not allow it now.`,
    );
  engine.change(context, pipeline, (board) => {
    const [draft, own] = takeUp(board, execution, run.name);
    abandonRules(board, own);
    Object.assign(own.conditions[when] ?? {}, { status: 'Overridden', updated: board.time() });
    if (ended) resume(board, draft, own);
  });
}

function placeOf(
  input: { pipelineName: string | undefined; stageName: string | undefined },
  context: Context,
): Place {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const name = checkName('stageName', input.stageName);
  const stage = stageOf(declaration, name);
  if (!stage) throw stageNotFound(declaration.name, name);
  return { engine, pipeline: declaration.name, stage };
}

/** Only the execution that entered a stage last can go on in it; in PARALLEL mode each has the stage to itself. */
function latestIn(
  { engine, pipeline, stage }: Place,
  id: string | undefined,
): { execution: ExecutionRecord; run: StageRun } {
  const execution = engine.execution(pipeline, checkPresent('pipelineExecutionId', id));
  const run = execution.stages.find(({ name }) => name === stage.name);
  const { latest } = engine.state(pipeline).stages[stage.name] ?? {};
  if (!run || (execution.mode !== 'PARALLEL' && latest !== execution.id))
    throw new ServiceError(
      'NotLatestPipelineExecutionException',
      `The pipeline execution ${execution.id} is not the latest one in the stage ${stage.name}.`,
    );
  return { execution, run };
}

function takeUp(
  board: Board,
  execution: ExecutionRecord,
  stage: string,
): [ExecutionRecord, StageRun] {
  if (!board.state.live.includes(execution.id)) refuseWhenFull(board);
  const draft = board.revive(execution);
  const run = draft.stages.find(({ name }) => name === stage);
  if (!run) throw new Error(`${execution.id} was never in ${stage}`);
  return [draft, run];
}
