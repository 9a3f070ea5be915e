import { namesOf } from '../../../lib/contract';
import { ServiceError } from '../../../lib/local/base/service-error';
import type { OnItsWay } from '../../../lib/release/state/on-its-way';
import type { PendingApproval } from '../../../lib/release/state/stage';
import { retryWithdrawn } from '../../../lib/release/stop';
import { verdictText } from '../../../lib/release/verdict';
import { application, arnOf } from '../engine/names';
import { type Client, Lost } from './client';
import { look } from './look';
import { abandonIfMoved } from './move';
import { type Claim, Refusal } from './verb';

const { pipeline } = namesOf(application);

type Answer = 'Approved' | 'Rejected';

/** What `gitenv approve` and `gitenv reject` do. */
export async function answer(client: Client, said: Answer): Promise<Claim> {
  const { state } = await look(client);
  const waiting = state.onItsWay.find(({ approval }) => approval !== undefined);
  if (!waiting?.approval) throw new Refusal('NOTHING_WAITS', 'nothing waits for approval');
  if (!(await putAnswer(client, waiting.approval, said)))
    throw new Refusal('NOTHING_WAITS', 'somebody answered before');
  return { kind: 'answered', releaseId: waiting.release.id };
}

/** The token belongs to one release, so an answer never reaches another. @returns false where it was answered already */
export async function putAnswer(
  client: Client,
  { stage, action, token }: PendingApproval,
  status: Answer,
): Promise<boolean> {
  const by = arnOf(client.person);
  const names = { pipelineName: pipeline, stageName: stage, actionName: action };
  const result = { status, summary: verdictText({ answer: status, by, comment: '' }) };
  try {
    await client.write('codepipeline', 'PutApprovalResult', { ...names, token, result });
    return true;
  } catch (error) {
    const isAnswered =
      error instanceof ServiceError &&
      ['ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException'].includes(error.code);
    if (isAnswered) return false;
    throw error;
  }
}

/** What `gitenv retry` does: the failed stage of the latest release of what should run, in the same release. */
export async function retry(client: Client): Promise<Claim> {
  const { tip, releases, stages } = await look(client);
  const [latest] = releases;
  const failed = stages.find((stage) => stage.latest?.status === 'Failed');
  if (!latest?.commit || failed?.latest?.releaseId !== latest.id)
    throw new Refusal('NOTHING_WAITS', 'the latest release did not fail', ['redeploy']);
  if (latest.commit !== tip)
    throw new Refusal('LOST_LEASE', 'the branch is elsewhere by now', ['redeploy']);
  await runAgain(client, failed.name, latest.id);
  await abandonIfMoved(client, latest.commit, latest.id, retryWithdrawn);
  return { kind: 'released', commit: latest.commit };
}

async function runAgain(client: Client, stageName: string, id: string): Promise<void> {
  const input = { pipelineName: pipeline, pipelineExecutionId: id, stageName };
  try {
    await client.write('codepipeline', 'RetryStageExecution', {
      ...input,
      retryMode: 'FAILED_ACTIONS',
    });
  } catch (error) {
    if (error instanceof Lost || !(error instanceof ServiceError)) throw error;
    if (!/^(StageNotRetryable|NotLatestPipelineExecution)/.test(error.code)) throw error;
    throw new Refusal('NOTHING_WAITS', 'it cannot be tried again', ['redeploy']);
  }
}

/** Passes the freeze that holds a release before Deploy. */
export async function passFreeze(client: Client, { release, heldBy }: OnItsWay): Promise<void> {
  await client.write('codepipeline', 'OverrideStageCondition', {
    pipelineName: pipeline,
    stageName: heldBy?.stage,
    pipelineExecutionId: release.id,
    conditionType: 'BEFORE_ENTRY',
  });
}
