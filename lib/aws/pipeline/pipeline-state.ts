import type {
  ActionExecutionDetail,
  ActionState,
  StageState as AwsStage,
} from '@aws-sdk/client-codepipeline';
import type { ReleaseAction } from '../../release/release';
import type { PendingApproval, StageAction, StageState } from '../../release/state/stage';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import type { Caller } from '../call/caller';
import { GetPipelineState, ListActionExecutions } from './operations';
import { conditionOf } from './stage-condition';

export async function getStages(account: Account, pipeline: string): Promise<StageState[]> {
  return (await getPipeline(account, pipeline)).stages;
}

/** A pipeline as it is now. */
export interface PipelineState {
  /** When it was made, which tells it from one that has had its name before. */
  readonly created: Date | undefined;
  readonly stages: StageState[];
}

export async function getPipeline(account: Account, pipeline: string): Promise<PipelineState> {
  const state = await call(account, GetPipelineState, { name: pipeline });
  const { created, pipelineVersion, stageStates = [] } = state;
  return { created, stages: stageStates.map((stage) => ({ ...stageOf(stage), pipelineVersion })) };
}

/** The actions of one release in the order they started. */
export async function listActions(
  caller: Caller,
  pipeline: string,
  releaseId: string,
): Promise<ReleaseAction[]> {
  const filter = { pipelineExecutionId: releaseId };
  const input = { pipelineName: pipeline, filter };
  const details: ActionExecutionDetail[] = [];
  for await (const page of callPages(caller, ListActionExecutions, input, 'nextToken'))
    details.push(...(page.actionExecutionDetails ?? []));
  return details.reverse().map(actionOf);
}

export function stageOf(stage: AwsStage): StageState {
  const name = stage.stageName ?? '';
  const { enabled, disabledReason } = stage.inboundTransitionState ?? {};
  const inbound = stage.inboundExecutions ?? (stage.inboundExecution && [stage.inboundExecution]);
  const latest = stage.latestExecution;
  return {
    name,
    latest: latest && {
      releaseId: latest.pipelineExecutionId ?? '',
      status: latest.status ?? '',
    },
    waiting: (inbound ?? []).map(({ pipelineExecutionId = '' }) => pipelineExecutionId),
    closedBecause: enabled === false ? (disabledReason ?? '') : undefined,
    approval: (stage.actionStates ?? []).map((action) => approvalOf(name, action)).find(Boolean),
    condition: conditionOf(stage),
    actions: (stage.actionStates ?? []).flatMap(actionStateOf),
  };
}

/** Of the release that was the last to run it, which need not be the one that is in the stage. */
function actionStateOf({ actionName: name = '', latestExecution }: ActionState): StageAction[] {
  const { actionExecutionId: id, status, externalExecutionId } = latestExecution ?? {};
  if (id === undefined) return [];
  return [{ id, name, status: status ?? '', externalId: externalExecutionId }];
}

/** Only an approval action has a token, and only while it is pending. */
function approvalOf(stage: string, action: ActionState): PendingApproval | undefined {
  const { token, status, lastStatusChange } = action.latestExecution ?? {};
  if (token === undefined || status !== 'InProgress') return undefined;
  return { stage, action: action.actionName ?? '', token, since: lastStatusChange };
}

export function actionOf(detail: ActionExecutionDetail): ReleaseAction {
  const result = detail.output?.executionResult;
  const startedAt = detail.startTime ?? new Date(0);
  const { provider, category } = detail.input?.actionTypeId ?? {};
  return {
    id: detail.actionExecutionId ?? '',
    stage: detail.stageName ?? '',
    name: detail.actionName ?? '',
    status: detail.status ?? 'InProgress',
    startedAt,
    updatedAt: detail.lastUpdateTime ?? startedAt,
    summary: result?.errorDetails?.message ?? result?.externalExecutionSummary,
    isApproval: category === 'Approval',
    by: detail.updatedBy,
    buildId: provider === 'CodeBuild' ? result?.externalExecutionId : undefined,
    neverBegan:
      provider === 'CodeBuild' &&
      detail.status === 'Failed' &&
      result?.externalExecutionId === undefined,
    pipelineVersion: detail.pipelineVersion,
    primarySource: detail.input?.configuration?.PrimarySource,
    variables: detail.output?.outputVariables ?? {},
  };
}
