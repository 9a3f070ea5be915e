import type { PutApprovalResultInput, PutApprovalResultOutput } from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { type Engine, engineOf } from '../engine/engine';
import { changeRun } from '../engine/perform';
import { finishAction } from '../execution/action-run';
import type { Job } from '../execution/board';
import { checkChoice, checkName, checkPresent } from '../model/checks';
import { stageOf } from '../model/declaration';
import { invalid, stageNotFound } from '../model/errors';
import type { ActionRun, ExecutionRecord } from '../model/records';

export function PutApprovalResult(
  input: PutApprovalResultInput,
  context: Context,
): PutApprovalResultOutput {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const stage = checkName('stageName', input.stageName);
  const action = checkName('actionName', input.actionName);
  const token = checkPresent('token', input.token);
  const status = checkChoice('result.status', input.result?.status, ['Approved', 'Rejected']);
  const summary = input.result?.summary ?? '';
  if (summary.length > 512)
    throw invalid('result.summary', summary, 'Member must have length less than or equal to 512');
  const known = stageOf(declaration, stage);
  if (!known) throw stageNotFound(declaration.name, stage);
  if (!known.actions.some(({ name }) => name === action)) throw actionNotFound(stage, action);
  engine.wake(context, declaration.name);
  const { execution, run } = awaiting(engine, declaration.name, stage, action, token);
  const job: Job = { kind: 'action', executionId: execution.id, stage, runId: run.id };
  changeRun(engine, context, declaration.name, job, (board, draft, at, own) => {
    if ('when' in own) return;
    finishAction(board, draft, at, own, {
      status: status === 'Approved' ? 'Succeeded' : 'Failed',
      summary,
      updatedBy: context.caller.arn,
    });
  });
  return { approvedAt: context.now() };
}

function awaiting(
  engine: Engine,
  pipeline: string,
  stage: string,
  action: string,
  token: string,
): { execution: ExecutionRecord; run: ActionRun } {
  const { live, stages } = engine.state(pipeline);
  const latest = stages[stage]?.actions[action];
  const candidates = [...live, ...(latest === undefined ? [] : [latest])];
  for (const id of candidates) {
    const execution = engine.execution(pipeline, id);
    const runs = execution.stages.find(({ name }) => name === stage)?.actions ?? [];
    const run = runs.find(({ name, externalId }) => name === action && externalId === token);
    if (run?.token === token) return { execution, run };
    if (run)
      throw new ServiceError(
        'ApprovalAlreadyCompletedException',
        'The approval action has already been approved or rejected.',
      );
  }
  throw new ServiceError(
    'InvalidApprovalTokenException',
    'The approval request already received a response or has expired.',
  );
}

function actionNotFound(stage: string, action: string): ServiceError {
  return new ServiceError(
    'ActionNotFoundException',
    `The action '${action}' was not found in the stage '${stage}'.`,
  );
}
