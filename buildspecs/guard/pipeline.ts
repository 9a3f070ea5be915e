import { setTimeout as pause } from 'node:timers/promises';
import { call, callPages } from '../../lib/aws/call/call';
import { factsOf, releaseOf } from '../../lib/aws/pipeline/execution';
import {
  GetPipelineExecution,
  GetPipelineState,
  ListPipelineExecutions,
} from '../../lib/aws/pipeline/operations';
import { namesOf, pushedByVariable } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import type { Release } from '../../lib/release/release';
import type { GuardPlace } from './place';

/** All that CodePipeline still knows of, newest first. */
export async function allReleases(place: GuardPlace): Promise<Release[]> {
  const input = { pipelineName: namesOf(place.application).pipeline, maxResults: 100 };
  const found: Release[] = [];
  for await (const page of callPages(place, ListPipelineExecutions, input, 'nextToken'))
    found.push(...(page.pipelineExecutionSummaries ?? []).map((it) => releaseOf(it, place)));
  return found;
}

const asks = 6;
const betweenAsksMs = 2000;

/**
 * The execution that has started this very build, by CodePipeline's word: a variable could be another's.
 * @throws GitenvError NOT_IN_A_BUILD if no action of the pipeline has, as after StartBuild
 */
export async function ownExecution(place: GuardPlace): Promise<string> {
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

/** Who pushed, which lists do not say. */
export async function pusherOfRelease(place: GuardPlace, id: string): Promise<string | undefined> {
  const names = {
    pipelineName: namesOf(place.application).pipeline,
    pipelineExecutionId: id,
  };
  const found = (await call(place, GetPipelineExecution, names))?.pipelineExecution;
  const variable = found?.variables?.find(({ name }) => name === pushedByVariable);
  return found && factsOf({ trigger: found.trigger }, place, variable?.resolvedValue).pushedBy;
}
