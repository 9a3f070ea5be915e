import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../../lib/aws/call/call';
import { GetPipelineState } from '../../lib/aws/pipeline/operations';
import { getRelease } from '../../lib/aws/pipeline/pipeline';
import { listActions, stageOf } from '../../lib/aws/pipeline/pipeline-state';
import { vouchedSoon } from '../../lib/aws/pipeline/vouched';
import { namesOf, stages } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import type { GateFacts } from '../../lib/guard/facts';
import type { GateSettings } from '../../lib/guard/settings';
import { type Closed, closedFor } from '../../lib/release/lock/closed';
import { verdictIn } from '../../lib/release/verdict';
import { broughtProofs, seenChains } from './gate-proofs';
import { reasonOf } from './given-reason';
import { releasesOf } from './pipeline-look';
import type { GuardPlace } from './place';
import { withdrawalsOf } from './said';

/** Asks everybody whose word counts about the release that this build belongs to. */
export async function gatherFacts(place: GuardPlace, settings: GateSettings): Promise<GateFacts> {
  const { application, environment, region } = place;
  const { pipeline } = namesOf(application);
  const id = await ownExecution(place);
  const voucher = { caller: place, pipeline };
  const [releases, actions, vouched, { pushedBy }, closed] = await Promise.all([
    releasesOf(place),
    listActions(place, pipeline, id),
    vouchedSoon(voucher, id, (it) => it?.commit !== undefined),
    getRelease(place, pipeline, id),
    closedNow(place),
  ]);
  const at = releases.findIndex((it) => it.id === id);
  const own = releases[at];
  if (!own) throw new GitenvError('RELEASE_GONE', `CodePipeline does not list the release ${id}`);
  // RollbackStage's executions have no Source of their own: what they go back to has.
  const commit = vouched?.commit;
  const upstream = settings.upstream && { ...settings.upstream, application };
  const asksProof = commit !== undefined && upstream !== undefined;
  const [withdrawn, proven, seen, reason] = await Promise.all([
    commit === undefined ? [] : withdrawalsOf(place, commit),
    asksProof ? broughtProofs(place, commit, upstream) : { proofs: [], notProofs: [] },
    upstream ? seenChains(place, upstream) : new Map<string, number>(),
    reasonOf(place, { ...own, commit }, releases),
  ]);
  return {
    ...{ environment, application, region, upstream, ...proven, seen, reason, closed },
    execution: { ...own, commit, pushedBy: pushedBy ?? own.pushedBy },
    past: releases.slice(at + 1),
    withdrawn,
    approval: {
      isAsked: settings.approval,
      word: undefined,
      verdict: verdictIn(actions),
      isSeparate: settings.separateApprover,
    },
    bundle: vouched?.bundle,
    takesProvenBundle: settings.takesProvenBundle,
  };
}

async function closedNow(place: GuardPlace): Promise<Closed | undefined> {
  const { pipeline } = namesOf(place.application);
  const { stageStates = [] } = await call(place, GetPipelineState, { name: pipeline });
  const deploy = stageStates.find(({ stageName }) => stageName === stages.deploy);
  return closedFor(deploy && stageOf(deploy).closedBecause, new Date());
}

const asks = 6;
const betweenAsksMs = 2000;

/**
 * The execution that has started this very build, by CodePipeline's word: a variable could be another's.
 * @throws GitenvError NOT_IN_A_BUILD if no action of the pipeline has, as after StartBuild
 */
async function ownExecution(place: GuardPlace): Promise<string> {
  const build = place.env.CODEBUILD_BUILD_ID ?? '';
  const { pipeline } = namesOf(place.application);
  for (let ask = 1; ask <= asks; ask += 1) {
    if (ask > 1) await pause(betweenAsksMs);
    const { stageStates = [] } = await call(place, GetPipelineState, { name: pipeline });
    const stage = stageStates.find(({ actionStates = [] }) =>
      actionStates.some(({ latestExecution }) => latestExecution?.externalExecutionId === build),
    );
    const id = stage?.latestExecution?.pipelineExecutionId;
    if (id !== undefined) return id;
  }
  throw new GitenvError('NOT_IN_A_BUILD', `The pipeline ${pipeline} has not started this build`);
}
