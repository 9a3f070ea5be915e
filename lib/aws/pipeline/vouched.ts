import { setTimeout as pause } from 'node:timers/promises';
import type { Release, ReleaseAction } from '../../release/release';
import { type Vouched, vouchedIn } from '../../release/vouched';
import { call } from '../call/call';
import type { Caller } from '../call/caller';
import { GetPipelineExecution } from './operations';
import { listActions } from './pipeline-state';

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

/** How CodePipeline calls what starts an execution that goes back in one stage, and builds nothing. */
const ofRollbackStage: ReadonlySet<string> = new Set(['ManualRollback', 'AutomatedRollback']);

/**
 * The digest of the bundle that a release deployed. Nothing is asked but for a release that RollbackStage made, whose bundle is
 * that of the execution it went back to.
 * @param actions of the release, as they are known already
 */
export async function deployedBundle(
  voucher: Voucher,
  { id, trigger }: Pick<Release, 'id' | 'trigger'>,
  actions: readonly ReleaseAction[],
): Promise<string | undefined> {
  const own = vouchedIn(actions);
  if (own.isBuilt || !ofRollbackStage.has(trigger ?? '')) return own.bundle;
  return (await vouchedFor(voucher, id))?.bundle;
}

const asks = 6;
const betweenAsksMs = 2000;

/**
 * The same for an execution of a moment ago, which CodePipeline's lists may not have whole yet: it is asked again for 10 s.
 * @param enough whether this answer is one
 * @returns the last answer, whether or not it is enough
 */
export async function vouchedSoon(
  voucher: Voucher,
  executionId: string,
  enough: (vouched: Vouched | undefined) => boolean,
): Promise<Vouched | undefined> {
  for (let ask = 1; ; ask += 1) {
    const vouched = await vouchedFor(voucher, executionId);
    if (enough(vouched) || ask === asks) return vouched;
    await pause(betweenAsksMs);
  }
}

async function ownWord({ caller, pipeline }: Voucher, id: string): Promise<Vouched | undefined> {
  const actions = await listActions(caller, pipeline, id);
  return actions.length > 0 ? vouchedIn(actions) : undefined;
}

async function rollbackTarget(
  { caller, pipeline }: Voucher,
  id: string,
): Promise<string | undefined> {
  const input = { pipelineName: pipeline, pipelineExecutionId: id };
  const reply = await call(caller, GetPipelineExecution, input);
  return reply?.pipelineExecution?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
}
