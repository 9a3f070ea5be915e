import type {
  ActionState,
  DisableStageTransitionInput,
  EnableStageTransitionInput,
  GetPipelineStateInput,
  GetPipelineStateOutput,
  StageExecution,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../service';
import { type Action, type Stage, stageOf } from '../declaration';
import { engineOf } from '../engine';
import { checkName, checkPresent, invalid, stageNotFound } from '../faults';
import type { ActionRun, ExecutionRecord, StageMemory, Transition } from '../records';
import { stateOf } from '../show-action';

export function GetPipelineState(
  input: GetPipelineStateInput,
  context: Context,
): GetPipelineStateOutput {
  const engine = engineOf(context);
  const { declaration, created, updated } = engine.pipeline(checkName('name', input.name));
  const { stages, live } = engine.state(declaration.name);
  const find = (id: string) => engine.execution(declaration.name, id);
  return {
    pipelineName: declaration.name,
    pipelineVersion: declaration.version,
    stageStates: declaration.stages.map((stage) =>
      stageState(stage, stages[stage.name] ?? { actions: {} }, live.map(find), find),
    ),
    created: new Date(created),
    updated: new Date(updated),
  };
}

function stageState(
  stage: Stage,
  memory: StageMemory,
  live: readonly ExecutionRecord[],
  find: (id: string) => ExecutionRecord,
): StageState {
  const inbound = live
    .filter(({ waiting }) => waiting?.stage === stage.name)
    .map((execution) => stageExecution(execution, 'InProgress'));
  const latest = memory.latest === undefined ? undefined : find(memory.latest);
  const status = latest?.stages.find(({ name }) => name === stage.name)?.status;
  return {
    stageName: stage.name,
    ...(inbound.length > 0 && inbound[0] ? { inboundExecution: inbound[0] } : {}),
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(memory.inbound),
    actionStates: stage.actions.map((action) => actionState(stage, action, memory, find)),
    ...(latest && status ? { latestExecution: stageExecution(latest, status) } : {}),
  };
}

function stageExecution(
  { id, type }: ExecutionRecord,
  status: StageExecution['status'],
): StageExecution {
  return { pipelineExecutionId: id, status, type };
}

function transitionState(
  inbound: Transition | undefined,
): NonNullable<StageState['inboundTransitionState']> {
  if (!inbound) return { enabled: true };
  return {
    enabled: inbound.enabled,
    lastChangedBy: inbound.changedBy,
    lastChangedAt: new Date(inbound.changedAt),
    ...(inbound.reason === undefined ? {} : { disabledReason: inbound.reason }),
  };
}

function actionState(
  stage: Stage,
  action: Action,
  memory: StageMemory,
  find: (id: string) => ExecutionRecord,
): ActionState {
  const id = memory.actions[action.name];
  const run = id === undefined ? undefined : latestRun(find(id), stage.name, action.name);
  if (!run) return { actionName: action.name };
  const { revision } = run;
  return {
    actionName: action.name,
    ...(revision
      ? {
          currentRevision: {
            revisionId: revision.id,
            revisionChangeId: revision.id,
            created: new Date(revision.created),
          },
        }
      : {}),
    latestExecution: stateOf(run),
    ...(revision?.url === undefined ? {} : { revisionUrl: revision.url }),
  };
}

function latestRun(
  execution: ExecutionRecord,
  stage: string,
  action: string,
): ActionRun | undefined {
  return execution.stages
    .find(({ name }) => name === stage)
    ?.actions.findLast(({ name }) => name === action);
}

export function DisableStageTransition(input: DisableStageTransitionInput, context: Context): void {
  const reason = checkPresent('reason', input.reason);
  if (!/^[a-zA-Z0-9!@ ().*?-]{1,300}$/.test(reason))
    throw invalid(
      'reason',
      reason,
      'Member must satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+',
    );
  changeTransition(input, { enabled: false, reason }, context);
}

export function EnableStageTransition(input: EnableStageTransitionInput, context: Context): void {
  changeTransition(input, { enabled: true }, context);
}

function changeTransition(
  input: EnableStageTransitionInput,
  change: Pick<Transition, 'enabled' | 'reason'>,
  context: Context,
): void {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const stage = gateBehind(
    declaration.stages,
    checkName('stageName', input.stageName),
    input.transitionType,
  );
  if (!stageOf(declaration, stage)) throw stageNotFound(declaration.name, stage);
  engine.change(context, declaration.name, (board) => {
    board.memoryOf(stage).inbound = {
      ...change,
      changedBy: context.caller.arn,
      changedAt: board.time(),
    };
  });
}

/** The transition out of a stage is the one into the next. */
function gateBehind(stages: readonly Stage[], name: string, type: string | undefined): string {
  if (type === 'Inbound') return name;
  if (type !== 'Outbound')
    throw invalid(
      'transitionType',
      type,
      'Member must satisfy enum value set: [Inbound, Outbound]',
    );
  const index = stages.findIndex((stage) => stage.name === name);
  return index < 0 ? name : (stages[index + 1]?.name ?? '');
}
