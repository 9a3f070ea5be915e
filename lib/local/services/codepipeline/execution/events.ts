import type { ActionRun, ExecutionRecord, StageRun } from '../model/records';
import type { Board } from './board';

/** The API's status words, as events spell them. */
const eventStates: Readonly<Record<string, string>> = {
  Abandoned: 'ABANDONED',
  Cancelled: 'CANCELED',
  Failed: 'FAILED',
  InProgress: 'STARTED',
  Stopped: 'STOPPED',
  Stopping: 'STOPPING',
  Succeeded: 'SUCCEEDED',
  Superseded: 'SUPERSEDED',
};

export function announceExecution(board: Board, execution: ExecutionRecord, state?: string): void {
  const { stopReason } = execution;
  publish(board, execution, 'Pipeline', state ?? stateOf(execution.status), execution.started, {
    ...(stopReason === undefined ? {} : { 'stop-execution-comments': stopReason }),
  });
}

export function announceStage(
  board: Board,
  execution: ExecutionRecord,
  stage: StageRun,
  state?: string,
): void {
  publish(board, execution, 'Stage', state ?? stateOf(stage.status), stage.entered, {
    stage: stage.name,
  });
}

export function announceAction(
  board: Board,
  execution: ExecutionRecord,
  stage: StageRun,
  action: ActionRun,
): void {
  publish(board, execution, 'Action', stateOf(action.status), action.started, {
    'action-execution-id': action.id,
    stage: stage.name,
    action: action.name,
    region: action.region,
    type: { ...action.type },
    'input-artifacts': action.inputs.map(artifactOf),
    'output-artifacts': action.outputs.map(artifactOf),
    ...(action.error || action.externalId ? { 'execution-result': resultOf(action) } : {}),
  });
}

function publish(
  board: Board,
  execution: ExecutionRecord,
  subject: 'Pipeline' | 'Stage' | 'Action',
  state: string,
  started: string,
  detail: Readonly<Record<string, unknown>>,
): void {
  board.events.push({
    source: 'aws.codepipeline',
    detailType: `CodePipeline ${subject} Execution State Change`,
    resources: [board.arn],
    detail: {
      pipeline: execution.pipeline,
      'execution-id': execution.id,
      'start-time': started,
      ...detail,
      state,
      version: execution.version,
      'pipeline-execution-attempt': attemptOf(execution),
      'execution-trigger': {
        'trigger-type': execution.trigger.type,
        'trigger-detail': execution.trigger.detail,
      },
    },
  });
}

function stateOf(status: string): string {
  return eventStates[status] ?? status.toUpperCase();
}

function attemptOf({ stages }: ExecutionRecord): number {
  return 1 + stages.reduce((sum, { retries }) => sum + retriesOf(retries), 0);
}

function retriesOf(retries: StageRun['retries']): number {
  return retries ? retries.automatic + retries.manual : 0;
}

function artifactOf({ name, bucket, key }: ActionRun['inputs'][number]): unknown {
  return { name, s3location: { bucket, key } };
}

function resultOf({ externalId, externalUrl, summary, error }: ActionRun): unknown {
  return {
    ...(externalUrl === undefined ? {} : { 'external-execution-url': externalUrl }),
    ...((summary ?? error?.message) === undefined
      ? {}
      : { 'external-execution-summary': summary ?? error?.message }),
    ...(externalId === undefined ? {} : { 'external-execution-id': externalId }),
    ...(error === undefined ? {} : { 'error-code': error.code }),
  };
}
