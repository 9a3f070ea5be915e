import { stages } from '../../contract';
import { type Account, callAws } from '../account/account';
import { quickly } from '../account/quick-call';
import { callPipeline } from './pipeline';
import type { PendingApproval } from './pipeline-state';

/**
 * Answers a pending approval. The token belongs to one release, so an answer never reaches another.
 * @param summary what is kept with the answer, at most 512 characters
 * @returns false where the approval was answered or had ended already
 */
export async function answerApproval(
  account: Account,
  pipeline: string,
  { stage, action, token }: PendingApproval,
  status: 'Approved' | 'Rejected',
  summary: string,
): Promise<boolean> {
  const { PutApprovalResultCommand } = await import('./sdk');
  return callPipeline(account, pipeline, async () => {
    const client = await account.codepipeline();
    const result = { status, summary };
    const names = { pipelineName: pipeline, stageName: stage, actionName: action };
    try {
      await client.send(new PutApprovalResultCommand({ ...names, token, result }));
      return true;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ApprovalAlreadyCompletedException' || name === 'InvalidApprovalTokenException')
        return false;
      throw error;
    }
  });
}

/** Runs the failed actions of a stage again, inside the same release. */
export async function retryStage(
  account: Account,
  pipeline: string,
  stage: string,
  releaseId: string,
): Promise<void> {
  const { RetryStageExecutionCommand } = await import('./sdk');
  await callPipeline(account, pipeline, async () =>
    (await account.codepipeline()).send(
      new RetryStageExecutionCommand({
        pipelineName: pipeline,
        stageName: stage,
        pipelineExecutionId: releaseId,
        retryMode: 'FAILED_ACTIONS',
      }),
    ),
  );
}

/**
 * Abandons a release. Its builds go on unless they are stopped as well.
 * @param reason at most 200 characters
 */
export async function stopRelease(
  account: Account,
  pipeline: string,
  releaseId: string,
  reason: string,
): Promise<void> {
  const { StopPipelineExecutionCommand } = await import('./sdk');
  await callPipeline(account, pipeline, async () =>
    (await account.codepipeline()).send(
      new StopPipelineExecutionCommand({
        pipelineName: pipeline,
        pipelineExecutionId: releaseId,
        abandon: true,
        reason,
      }),
    ),
  );
}

export async function stopBuild(account: Account, id: string): Promise<void> {
  const { StopBuildCommand } = await import('../build/sdk');
  await callAws(account, async () =>
    (await account.codebuild()).send(new StopBuildCommand({ id })),
  );
}

/** @param reason at most 300 of the characters that `lockText` leaves */
export async function closeDeploy(
  account: Account,
  pipeline: string,
  reason: string,
): Promise<void> {
  const { DisableStageTransitionCommand } = await import('./sdk');
  await callPipeline(account, pipeline, async () =>
    (await account.codepipeline()).send(
      new DisableStageTransitionCommand({
        pipelineName: pipeline,
        stageName: stages.deploy,
        transitionType: 'Inbound',
        reason,
      }),
    ),
  );
}

export async function openDeploy(account: Account, pipeline: string): Promise<void> {
  await quickly(account, {
    service: 'codepipeline',
    target: 'CodePipeline_20150709.EnableStageTransition',
    input: { pipelineName: pipeline, stageName: stages.deploy, transitionType: 'Inbound' },
    absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
  });
}
