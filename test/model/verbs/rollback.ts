import type { Release } from '../../../lib/release/release';
import { chooseRollback, goodReleases } from '../../../lib/release/state/rollback-choice';
import { passFreeze, putAnswer } from './answer';
import type { Client, Sense } from './client';
import { unlock } from './lock';
import { type Look, look } from './look';
import { moveBranch, passLock, startAgain } from './move';
import { stopRelease } from './stop';
import { type Claim, Refusal } from './verb';

export interface RollbackOptions {
  /** Names a commit, instead of taking the newest success that is not held. */
  readonly to?: string | undefined;
  readonly further: boolean;
  readonly now: boolean;
}

/** What `gitenv rollback` does. */
export async function rollback(client: Client, options: RollbackOptions): Promise<Claim> {
  const seen = await look(client);
  const { commit } = choose(client, seen, options);
  if (commit === undefined) throw new Error('what succeeded has a commit');
  const sense = options.to === undefined ? 'back unnamed' : 'back named';
  if (!options.now) {
    passLock(client, seen);
    return moveBranch(client, commit, seen.tip, sense);
  }
  await clearTheWay(client, seen, commit);
  const claim = await goTo(client, commit, seen.tip, sense);
  await seeThrough(client, commit);
  return claim;
}

/** @throws GitenvError NOTHING_TO_ROLL_BACK_TO, or what somebody else does or did already */
function choose(client: Client, seen: Look, { to, further, now }: RollbackOptions): Release {
  if (to !== undefined) return named(client, seen, to);
  const at = { now: client.now(), further };
  const choice = chooseRollback(seen.state, seen.releases, seen.actions, at);
  if (choice.kind === 'back') return choice.to;
  if (choice.kind === 'nothing')
    throw new Refusal('NOTHING_TO_ROLL_BACK_TO', 'nothing before it succeeded', ['push']);
  if (choice.kind === 'again' && now) return choice.failed;
  if (choice.kind === 'again')
    throw new Refusal('NOTHING_TO_ROLL_BACK_TO', 'the last rollback failed', [
      'retry',
      'rollback --now',
    ]);
  if (choice.kind === 'begun') {
    if (now) return choice.to;
  } else if (now && !choice.isOver) return choice.rollback;
  throw new Refusal('NOTHING_TO_ROLL_BACK_TO', 'somebody went back already', [
    'rollback --now --further',
  ]);
}

function named(client: Client, { tip, releases, actions, state }: Look, to: string): Release {
  const { id } = client.world.commits.find(to);
  const found = goodReleases(releases, actions, new Set()).find(({ commit }) => commit === id);
  if (!found || id === tip)
    throw new Refusal('NOTHING_TO_ROLL_BACK_TO', `${to} was never released, or is there`);
  if (state.held.has(id)) throw new Refusal('ROLLED_BACK', `${to} was itself rolled back`);
  return found;
}

/**
 * `--now`: ends everything on its way but the way back itself, and lets nothing keep that out. Of what is gone back to
 * several releases may be on their way; only the newest counts, and only if the branch is there.
 */
async function clearTheWay(client: Client, seen: Look, commit: string): Promise<void> {
  if (seen.stages.some(({ closedBecause }) => closedBecause !== undefined)) await unlock(client);
  const way = seen.state.onItsWay;
  const own =
    seen.tip === commit ? way.find(({ release }) => release.commit === commit) : undefined;
  const others = way.filter((one) => one !== own);
  for (const { release } of others) await stopRelease(client, release.id);
}

async function goTo(
  client: Client,
  commit: string,
  tip: string | undefined,
  sense: Sense,
): Promise<Claim> {
  if (tip !== commit) return moveBranch(client, commit, tip, sense);
  const { state } = await look(client);
  const isOnItsWay = state.onItsWay.some(({ release }) => release.commit === commit);
  return isOnItsWay ? { kind: 'released', commit } : startAgain(client, commit);
}

/** Follows the way back, and takes away what it waits for. */
async function seeThrough(client: Client, commit: string): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    await client.world.finish();
    const { state } = await look(client);
    const own = state.onItsWay.find(({ release }) => release.commit === commit);
    if (own?.approval) await putAnswer(client, own.approval, 'Approved');
    else if (own?.heldBy) await passFreeze(client, own);
    else return;
  }
}
