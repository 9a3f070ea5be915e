import type {
  ActionExecutionDetail,
  GetPipelineStateOutput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { releaseOf } from '../../../lib/aws/pipeline/execution';
import { actionOf, stageOf } from '../../../lib/aws/pipeline/pipeline-state';
import { namesOf } from '../../../lib/contract';
import type { Release, ReleaseAction } from '../../../lib/release/release';
import { type EnvironmentState, type Evidence, stateOf } from '../../../lib/release/state/state';
import { application } from '../engine/names';
import type { Client } from './client';

const { pipeline } = namesOf(application);

/** What a verb sees of an environment before it decides anything. */
export interface Look extends Evidence {
  readonly state: EnvironmentState;
}

export async function look(client: Client): Promise<Look> {
  const tip = await client.tip();
  const releases = await listReleases(client);
  const actions = await listActions(client);
  const { stageStates = [] } = await client.ask<GetPipelineStateOutput>('GetPipelineState', {
    name: pipeline,
  });
  const evidence = { tip, releases, actions, stages: stageStates.map(stageOf) };
  return { ...evidence, state: stateOf(evidence) };
}

async function listReleases(client: Client): Promise<Release[]> {
  const found = await client.pages<PipelineExecutionSummary>(
    'ListPipelineExecutions',
    { pipelineName: pipeline },
    'pipelineExecutionSummaries',
  );
  return found.map((it) => releaseOf(it, { application: pipeline, region: 'eu-west-1' }));
}

async function listActions(client: Client): Promise<Map<string, ReleaseAction[]>> {
  const details = await client.pages<ActionExecutionDetail>(
    'ListActionExecutions',
    { pipelineName: pipeline },
    'actionExecutionDetails',
  );
  const found = new Map<string, ReleaseAction[]>();
  for (const detail of details.reverse()) {
    const id = detail.pipelineExecutionId ?? '';
    found.set(id, [...(found.get(id) ?? []), actionOf(detail)]);
  }
  return found;
}
