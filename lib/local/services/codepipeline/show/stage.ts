import type {
  ActionState,
  StageConditionState,
  StageExecution,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { conditionOf } from '../execution/conditions';
import type { Action, Stage } from '../model/declaration';
import type {
  ActionRun,
  ExecutionRecord,
  StageMemory,
  StageRun,
  Transition,
  When,
} from '../model/records';
import { stateOf } from './action';
import { ruleStateOf } from './rule';

const conditionStates = {
  beforeEntry: 'beforeEntryConditionState',
  onSuccess: 'onSuccessConditionState',
  onFailure: 'onFailureConditionState',
} as const;

/** A stage as GetPipelineState shows it. */
export function showStage(
  stage: Stage,
  memory: StageMemory,
  live: readonly ExecutionRecord[],
  find: (id: string) => ExecutionRecord,
): StageState {
  const inbound = live
    .filter(({ waiting }) => waiting?.stage === stage.name)
    .map((execution) => stageExecution(execution, 'InProgress'));
  const latest = memory.latest === undefined ? undefined : find(memory.latest);
  const run = latest?.stages.find(({ name }) => name === stage.name);
  return {
    stageName: stage.name,
    ...(inbound[0] ? { inboundExecution: inbound[0] } : {}),
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(memory.inbound),
    actionStates: stage.actions.map((action) => actionState(stage, action, memory, find)),
    ...(latest && run ? { latestExecution: stageExecution(latest, run.status) } : {}),
    ...(run ? ofRun(stage, run) : {}),
  };
}

/** A stage of which no execution is the latest. */
export function showStageAlone(stage: Stage, memory: StageMemory): StageState {
  return {
    stageName: stage.name,
    inboundExecutions: [],
    inboundTransitionState: transitionState(memory.inbound),
    actionStates: stage.actions.map(({ name }) => ({ actionName: name })),
  };
}

function stageExecution(
  { id, type }: ExecutionRecord,
  status: StageExecution['status'],
): StageExecution {
  return { pipelineExecutionId: id, status, type };
}

function ofRun(stage: Stage, run: StageRun): Partial<StageState> {
  const state: Partial<StageState> = {};
  for (const when of ['beforeEntry', 'onSuccess', 'onFailure'] as const) {
    if (conditionOf(stage, when)) state[conditionStates[when]] = conditionState(stage, run, when);
  }
  if (run.retries)
    state.retryStageMetadata = {
      autoStageRetryAttempt: run.retries.automatic,
      manualStageRetryAttempt: run.retries.manual,
      latestRetryTrigger: run.retries.latest,
    };
  return state;
}

function conditionState(stage: Stage, run: StageRun, when: When): StageConditionState {
  const condition = run.conditions[when];
  const rules = conditionOf(stage, when)?.rules ?? [];
  const own = condition ? run.rules.slice(condition.rulesFrom) : [];
  const ruleStates = rules.map(({ name }) =>
    ruleStateOf(
      name,
      own.find((one) => one.when === when && one.name === name),
    ),
  );
  if (!condition) return { conditionStates: [{ ruleStates }] };
  const { status, updated, summary } = condition;
  const latest = { status, ...(summary === undefined ? {} : { summary }) };
  return {
    latestExecution: latest,
    conditionStates: [
      { latestExecution: { ...latest, lastStatusChange: new Date(updated) }, ruleStates },
    ],
  };
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
  const current = revision && {
    revisionId: revision.id,
    revisionChangeId: revision.id,
    created: new Date(revision.created),
  };
  return {
    actionName: action.name,
    ...(current ? { currentRevision: current } : {}),
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
