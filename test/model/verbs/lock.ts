import { namesOf, stages } from '../../../lib/contract';
import { ServiceError } from '../../../lib/local/base/service-error';
import { closedFor } from '../../../lib/release/lock/closed';
import { lockText } from '../../../lib/release/lock/lock';
import { application, lockRoleArn } from '../engine/names';
import type { Client } from './client';
import { look } from './look';
import { type Claim, Refusal } from './verb';

const { pipeline } = namesOf(application);

export const lockEnds = `${application}-lock-ends`;
export const lockBegins = `${application}-lock-begins`;
const way = { PipelineName: pipeline, StageName: stages.deploy, TransitionType: 'Inbound' };
const into = { pipelineName: pipeline, stageName: stages.deploy, transitionType: 'Inbound' };

/**
 * What `gitenv lock` does, by AWS's clock. The end is written before the beginning, and both before anything is closed.
 * @param inMinutes when it begins; 0 for now
 */
export async function lock(
  client: Client,
  { inMinutes, minutes }: { readonly inMinutes: number; readonly minutes: number },
): Promise<Claim> {
  const { stages: found } = await look(client);
  const closed = found.find(({ name }) => name === stages.deploy)?.closedBecause;
  if (closedFor(closed, client.now()) || (await hasSchedule(client)))
    throw new Refusal('LOCKED', 'it is locked already', ['unlock']);
  const minute = Math.ceil(client.now().getTime() / 60_000);
  const begins = new Date((minute + inMinutes) * 60_000);
  const until = new Date(begins.getTime() + minutes * 60_000);
  const text = lockText({ by: client.person, until, reason: 'a window' });
  await schedule(client, lockEnds, until, 'enableStageTransition', way);
  if (inMinutes > 0) {
    const input = { ...way, Reason: text };
    await schedule(client, lockBegins, begins, 'disableStageTransition', input);
  } else await client.write('codepipeline', 'DisableStageTransition', { ...into, reason: text });
  return { kind: 'locked', until };
}

/**
 * What `gitenv unlock` does. The beginning goes first, the end last: a client that dies in between leaves no lock without
 * an end, and nobody can lock until the end is gone, so that the way which is opened is never somebody else's.
 */
export async function unlock(client: Client): Promise<Claim> {
  await remove(client, lockBegins);
  await client.write('codepipeline', 'EnableStageTransition', into);
  await remove(client, lockEnds);
  return { kind: 'unlocked' };
}

async function hasSchedule(client: Client): Promise<boolean> {
  const names = await client.schedules();
  return names.includes(lockEnds);
}

async function schedule(
  client: Client,
  Name: string,
  at: Date,
  operation: string,
  input: object,
): Promise<void> {
  const created = {
    Name,
    ClientToken: client.token(),
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: `arn:aws:scheduler:::aws-sdk:codepipeline:${operation}`,
      RoleArn: lockRoleArn,
      Input: JSON.stringify(input),
    },
  };
  try {
    await client.write('scheduler', 'CreateSchedule', created);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ConflictException') throw error;
    throw new Refusal('LOCKED', 'somebody locked it meanwhile', ['unlock']);
  }
}

async function remove(client: Client, Name: string): Promise<void> {
  try {
    await client.write('scheduler', 'DeleteSchedule', { Name });
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') return;
    throw error;
  }
}
