import type { StartPipelineExecutionOutput } from '@aws-sdk/client-codepipeline';
import { namesOf, stages } from '../../../lib/contract';
import { objectionsTo, refuse } from '../../../lib/release/guards/objections';
import { commitsInPlace } from '../../../lib/release/history/in-place';
import { closedFor } from '../../../lib/release/lock/closed';
import { withdrawn } from '../../../lib/release/stop';
import { application, branch, environment } from '../engine/names';
import { type Client, Lost, type Sense } from './client';
import { type Look, look } from './look';
import { stopRelease } from './stop';
import { type Claim, Refusal } from './verb';

const { pipeline } = namesOf(application);

/** What `gitenv push` does: guards, lock, the branch with its lease. What is in place is released once more. */
export async function push(
  client: Client,
  wanted: string,
  { reason }: { readonly reason: boolean },
): Promise<Claim> {
  const { id: commit } = client.world.commits.find(wanted);
  const seen = await look(client);
  checkGuards(client, seen, commit, reason);
  passLock(client, seen);
  if (seen.tip === commit) return startAgain(client, commit);
  return moveBranch(client, commit, seen.tip, 'on');
}

/** What `gitenv redeploy` does. */
export async function redeploy(client: Client): Promise<Claim> {
  const seen = await look(client);
  const { tip } = seen;
  if (tip === undefined) throw new Refusal('NOTHING_WAITS', 'nothing was pushed yet', ['push']);
  passLock(client, seen);
  return startAgain(client, tip);
}

/** @throws GitenvError LOCKED */
export function passLock(client: Client, { stages: found }: Look): void {
  const closed = closedFor(
    found.find(({ name }) => name === stages.deploy)?.closedBecause,
    client.now(),
  );
  if (closed) throw new Refusal('LOCKED', 'it is locked', ['unlock']);
}

function checkGuards({ world }: Client, seen: Look, to: string, hasReason: boolean): void {
  const { has } = world.commits.find(to);
  const inPlace = commitsInPlace(seen.releases, seen.tip).map((id) => world.commits.find(id));
  const facts = {
    environment,
    branch,
    to,
    lacks: inPlace.flatMap(({ id }) => (has.has(id) ? [] : [id])),
    isContained: inPlace.some((one) => one.id !== to && one.has.has(to)),
    releases: seen.releases,
    upstream: undefined,
  };
  const override = {
    guards: hasReason ? (['allow-downgrade'] as const) : [],
    reason: hasReason ? 'it has to be' : undefined,
    isNamed: true,
  };
  refuse(objectionsTo(facts), override, facts, 'gitenv');
}

/**
 * The one move. An answer that was lost is no refusal: the branch is asked.
 * @throws GitenvError LOST_LEASE
 */
export async function moveBranch(
  client: Client,
  commit: string,
  seen: string | undefined,
  sense: Sense,
): Promise<Claim> {
  const isThere = await pushed(client, commit, seen, sense);
  if (!isThere && (await client.tip()) !== commit)
    throw new Refusal('LOST_LEASE', 'somebody pushed meanwhile');
  return { kind: 'released', commit };
}

async function pushed(
  client: Client,
  commit: string,
  seen: string | undefined,
  sense: Sense,
): Promise<boolean> {
  try {
    return await client.push(commit, seen, sense);
  } catch (error) {
    if (error instanceof Lost) return false;
    throw error;
  }
}

/** Releases what the branch is at once more. If it moves meanwhile, that release is stopped again. */
export async function startAgain(client: Client, commit: string): Promise<Claim> {
  client.world.truth.takenBack.delete(commit);
  const { pipelineExecutionId: id = '' } = await client.write<StartPipelineExecutionOutput>(
    'codepipeline',
    'StartPipelineExecution',
    {
      name: pipeline,
      clientRequestToken: client.token(),
      sourceRevisions: [
        { actionName: stages.source, revisionType: 'COMMIT_ID', revisionValue: commit },
      ],
    },
  );
  await abandonIfMoved(client, commit, id, withdrawn);
  return { kind: 'released', commit };
}

/** @throws GitenvError LOST_LEASE once the release is stopped */
export async function abandonIfMoved(
  client: Client,
  commit: string,
  id: string,
  reason: string,
): Promise<void> {
  if ((await client.tip()) === commit) return;
  await stopRelease(client, id, reason);
  throw new Refusal('LOST_LEASE', 'somebody pushed meanwhile; the release was stopped');
}
