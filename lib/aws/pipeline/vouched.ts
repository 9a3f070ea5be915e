import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { type Vouched, vouchedIn } from '../../release/vouched';
import { call, callPages } from '../call/call';
import type { Caller } from '../call/caller';
import { GetPipelineExecution, ListActionExecutions } from './operations';
import { actionOf } from './pipeline-state';

/** A pipeline whose word counts, and who asks it. */
export interface Voucher {
  readonly caller: Caller;
  readonly pipeline: string;
}

/** RollbackStage goes to an execution that succeeded, which may have been such a one itself. */
const longestChain = 10;

/**
 * What CodePipeline keeps of an execution's Source and Build (`ListActionExecutions`). One that RollbackStage made has
 * neither: the execution that it goes back to is asked then.
 * @returns undefined if CodePipeline does not know the execution: it never was, it is older than twelve months, or it
 *   is so new that the list does not have it yet
 */
export async function vouchedFor(
  voucher: Voucher,
  executionId: string,
): Promise<Vouched | undefined> {
  let id: string | undefined = executionId;
  for (let step = 0; id !== undefined && step < longestChain; step += 1) {
    const vouched = await ownWord(voucher, id);
    if (vouched === undefined || vouched.isBuilt || vouched.commit !== undefined) return vouched;
    const target = await rollbackTarget(voucher, id);
    if (target === undefined) return vouched;
    id = target;
  }
  return undefined;
}

async function ownWord({ caller, pipeline }: Voucher, id: string): Promise<Vouched | undefined> {
  const input = { pipelineName: pipeline, filter: { pipelineExecutionId: id } };
  const details: ActionExecutionDetail[] = [];
  let isKnown = false;
  for await (const page of callPages(caller, ListActionExecutions, input, 'nextToken')) {
    isKnown = true;
    details.push(...(page.actionExecutionDetails ?? []));
  }
  return isKnown ? vouchedIn(details.reverse().map(actionOf)) : undefined;
}

async function rollbackTarget(
  { caller, pipeline }: Voucher,
  id: string,
): Promise<string | undefined> {
  const input = { pipelineName: pipeline, pipelineExecutionId: id };
  const reply = await call(caller, GetPipelineExecution, input);
  return reply?.pipelineExecution?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
}
