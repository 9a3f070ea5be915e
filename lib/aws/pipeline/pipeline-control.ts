import { stages } from '../../contract';
import type { PendingApproval } from '../../release/state/stage';
import type { Account } from '../account/account';
import { call } from '../call/call';
import * as codepipeline from './operations';

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
  const answered = await call(account, codepipeline.PutApprovalResult, {
    pipelineName: pipeline,
    stageName: stage,
    actionName: action,
    token,
    result: { status, summary },
  });
  return answered !== undefined;
}

/**
 * Runs a stage that failed again, inside the same release.
 * @param mode `FAILED_ACTIONS` alone, or all of the stage
 * @returns false if that cannot be: nothing of the stage failed, the pipeline has changed, or a newer release is in it
 */
export async function retryStage(
  account: Account,
  pipeline: string,
  stage: string,
  releaseId: string,
  mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' = 'FAILED_ACTIONS',
): Promise<boolean> {
  const retried = await call(account, codepipeline.RetryStageExecution, {
    pipelineName: pipeline,
    stageName: stage,
    pipelineExecutionId: releaseId,
    retryMode: mode,
  });
  return retried !== undefined;
}

/** What is to be stopped, and how. */
export interface StopRequest {
  readonly releaseId: string;
  /** At most 200 characters. */
  readonly reason: string;
  /**
   * Leaves its stage at once, whatever its builds still do. Without it, the release begins nothing more, and keeps its
   * stage until what runs has ended.
   */
  readonly abandon: boolean;
}

/** Stops a release. One that is over, or is being stopped already, is no failure. */
export async function stopRelease(
  account: Account,
  pipeline: string,
  { releaseId, reason, abandon }: StopRequest,
): Promise<void> {
  await call(account, codepipeline.StopPipelineExecution, {
    pipelineName: pipeline,
    pipelineExecutionId: releaseId,
    abandon,
    reason,
  });
}

/**
 * Lets a release into a stage whose condition before entry it does not meet.
 * @returns false if AWS does not let the condition be overridden now
 */
export async function overrideEntry(
  account: Account,
  pipeline: string,
  stage: string,
  releaseId: string,
): Promise<boolean> {
  const done = await call(account, codepipeline.OverrideStageCondition, {
    pipelineName: pipeline,
    stageName: stage,
    pipelineExecutionId: releaseId,
    conditionType: 'BEFORE_ENTRY',
  });
  return done !== undefined;
}

/** @param reason at most 300 of the characters that `lockText` leaves */
export async function closeDeploy(
  account: Account,
  pipeline: string,
  reason: string,
): Promise<void> {
  const way = intoDeploy(pipeline);
  await call(account, codepipeline.DisableStageTransition, { ...way, reason });
}

export async function openDeploy(account: Account, pipeline: string): Promise<void> {
  await call(account, codepipeline.EnableStageTransition, intoDeploy(pipeline));
}

function intoDeploy(pipeline: string) {
  const transitionType: 'Inbound' = 'Inbound';
  return { pipelineName: pipeline, stageName: stages.deploy, transitionType };
}
