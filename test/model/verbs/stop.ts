import { namesOf } from '../../../lib/contract';
import { ServiceError } from '../../../lib/local/base/service-error';
import { isOver } from '../../../lib/release/release';
import type { OnItsWay } from '../../../lib/release/state/on-its-way';
import { stopText } from '../../../lib/release/stop';
import { application } from '../engine/names';
import type { Client } from './client';
import { look } from './look';
import { type Claim, Refusal } from './verb';

const { pipeline } = namesOf(application);

/** What `gitenv cancel` does. By default it means the release in Deploy. */
export async function cancel(client: Client, wanted: string | undefined): Promise<Claim> {
  const { state } = await look(client);
  const chosen = chooseOne(state.onItsWay, wanted && client.world.commits.find(wanted).id);
  if (!chosen) throw new Refusal('NOTHING_WAITS', 'nothing is on its way, or several releases are');
  await stopRelease(client, chosen.release.id);
  return { kind: 'stopped', releaseId: chosen.release.id };
}

function chooseOne(way: readonly OnItsWay[], commit: string | undefined): OnItsWay | undefined {
  if (commit !== undefined) return way.find(({ release }) => release.commit === commit);
  const isInDeploy = ({ stage, waitsFor }: OnItsWay) => stage === 'Deploy' && waitsFor !== 'stage';
  return way.length === 1 ? way[0] : way.find(isInDeploy);
}

/**
 * Ends a release with what it runs. The pipeline is told first to begin nothing more, and only once its builds have
 * ended to let go of the stage: a client that dies in between leaves no deploy that runs beside the next one.
 */
export async function stopRelease(client: Client, id: string, reason = ''): Promise<void> {
  const found = (await look(client)).releases.find((release) => release.id === id);
  if (!found || isOver(found.status)) return;
  if (found.status !== 'Stopping') await stop(client, id, false, reason);
  const { actions } = await look(client);
  for (const { status, buildId } of actions.get(id) ?? [])
    if (status === 'InProgress' && buildId !== undefined)
      await client.write('codebuild', 'StopBuild', { id: buildId });
  const left = (await look(client)).releases.find((release) => release.id === id);
  if (left?.status === 'Stopping') await stop(client, id, true, reason);
}

/** A release that has ended meanwhile, or is being stopped by somebody else, is what was wanted. */
async function stop(client: Client, id: string, abandon: boolean, why: string): Promise<void> {
  const reason = stopText({ by: client.person, reason: why });
  const input = { pipelineName: pipeline, pipelineExecutionId: id, abandon, reason };
  try {
    await client.write('codepipeline', 'StopPipelineExecution', input);
  } catch (error) {
    const isDone =
      error instanceof ServiceError &&
      ['PipelineExecutionNotStoppableException', 'DuplicatedStopRequestException'].includes(
        error.code,
      );
    if (!isDone) throw error;
  }
}
