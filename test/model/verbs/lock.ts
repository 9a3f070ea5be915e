import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { namesOf, stages } from '../../../lib/contract';
import { ServiceError } from '../../../lib/local/base/service-error';
import { closedFor } from '../../../lib/release/lock/closed';
import { lockText, parseLock } from '../../../lib/release/lock/lock';
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
 * Whoever has closed looks whose the end is by then.
 */
export async function lock(
  client: Client,
  { inMinutes, minutes }: { readonly inMinutes: number; readonly minutes: number },
): Promise<Claim> {
  const { stages: found } = await look(client);
  const closed = found.find(({ name }) => name === stages.deploy)?.closedBecause;
  if (closedFor(closed, client.now()) || (await endOf(client, lockBegins)) !== undefined)
    throw lockedAlready();
  const minute = Math.ceil(client.now().getTime() / 60_000);
  const begins = new Date((minute + inMinutes) * 60_000);
  const until = new Date(begins.getTime() + minutes * 60_000);
  const text = lockText({ by: client.person, until, reason: 'a window' });
  const end = schedule(lockEnds, until, text, 'enableStageTransition', way);
  // An end that is there is of a lock that was lifted, or was cut off before it closed anything.
  if ((await endOf(client, lockEnds)) !== undefined) await keep(client, end);
  else if (!(await create(client, end))) throw lockedAlready();
  if (inMinutes > 0) {
    const input = { ...way, Reason: text };
    const begin = schedule(lockBegins, begins, text, 'disableStageTransition', input);
    if (!(await create(client, begin))) throw lockedAlready();
    const kept = await endOf(client, lockEnds);
    if (kept !== text && kept !== undefined && parseLock(kept)) {
      await client.write('scheduler', 'DeleteSchedule', { Name: lockBegins });
      throw lockedAlready();
    }
    if (kept !== text) await keep(client, end);
    return { kind: 'locked', until };
  }
  await client.write('codepipeline', 'DisableStageTransition', { ...into, reason: text });
  const kept = await endOf(client, lockEnds);
  if (kept === text) return { kind: 'locked', until };
  if (kept === undefined || !parseLock(kept)) {
    if (until.getTime() <= client.now().getTime()) {
      await client.write('codepipeline', 'EnableStageTransition', into);
      throw new Refusal('LOST_LEASE', 'the time of the lock is over already', ['unlock']);
    }
    await keep(client, end);
  } else {
    await client.write('codepipeline', 'DisableStageTransition', { ...into, reason: kept });
    throw lockedAlready();
  }
  return { kind: 'locked', until };
}

/**
 * What `gitenv unlock` does. The beginning goes first; the end is moved to the second minute from now, so that a client
 * that dies in between leaves no lock without an end, and no end of somebody else's lock goes with it.
 */
export async function unlock(client: Client): Promise<Claim> {
  await orNothing(() => client.write('scheduler', 'DeleteSchedule', { Name: lockBegins }));
  const soon = new Date((Math.floor(client.now().getTime() / 60_000) + 2) * 60_000);
  const end = schedule(lockEnds, soon, 'unlocked', 'enableStageTransition', way);
  if ((await endOf(client, lockEnds)) !== undefined)
    await orNothing(() => client.write('scheduler', 'UpdateSchedule', end));
  await client.write('codepipeline', 'EnableStageTransition', into);
  return { kind: 'unlocked' };
}

/** Whose lock a schedule is of, in the words of its description; undefined if there is none. */
async function endOf(client: Client, Name: string): Promise<string | undefined> {
  const found = await orNothing(() =>
    client.world.model.call<GetScheduleOutput>('scheduler', 'GetSchedule', { Name }),
  );
  return found && (found.Description ?? '');
}

function lockedAlready(): Refusal {
  return new Refusal('LOCKED', 'it is locked already', ['unlock']);
}

interface Schedule {
  readonly Name: string;
}

function schedule(
  Name: string,
  at: Date,
  Description: string,
  operation: string,
  input: object,
): Schedule {
  const made = {
    Name,
    Description,
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: `arn:aws:scheduler:::aws-sdk:codepipeline:${operation}`,
      RoleArn: lockRoleArn,
      Input: JSON.stringify(input),
    },
  };
  return made;
}

/** @returns false if there is one of the name */
async function create(client: Client, made: Schedule): Promise<boolean> {
  const ClientToken = client.token();
  try {
    await client.write('scheduler', 'CreateSchedule', { ...made, ClientToken });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ConflictException') return false;
    throw error;
  }
}

/** Moves a schedule, or makes it if there is none any more. */
async function keep(client: Client, made: Schedule): Promise<void> {
  const moved = await orNothing(() => client.write('scheduler', 'UpdateSchedule', made));
  if (moved === undefined) await create(client, made);
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException')
      return undefined;
    throw error;
  }
}
