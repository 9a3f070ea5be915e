import { closedFor, punctualMs } from '../../../lib/release/lock/closed';
import { parseLock } from '../../../lib/release/lock/lock';
import { goodReleases } from '../../../lib/release/state/rollback-choice';
import type { World } from '../engine/world';
import { Client } from '../verbs/client';
import { lockEnds } from '../verbs/lock';
import { type Look, look } from '../verbs/look';
import { demand } from './demand';

/** What holds at every moment. */
export async function checkAlways(world: World): Promise<void> {
  const { truth, commits } = world;
  const [atOnce] = truth.atOnce;
  demand(atOnce === undefined, `two deploys ran at once: ${atOnce}`);
  const [landing] = truth.badLandings;
  demand(
    landing === undefined,
    `a rollback landed on what was rolled back: ${commits.nameOf(landing)}`,
  );
  await checkLockEnds(world);
}

/**
 * No lock without an end, whatever crashed; but that AWS closes on no condition. A client that sleeps past the end between two calls and
 * dies, or hears nothing any more, after the second leaves a lock that everybody is told is overdue, with the command that opens.
 */
async function checkLockEnds(world: World): Promise<void> {
  const client = new Client(world, 'ann');
  const { stages } = await look(client);
  const closed = stages.find(({ name }) => name === 'Deploy')?.closedBecause;
  const lock = closed === undefined ? undefined : parseLock(closed);
  if (!lock) return;
  if (world.hasDiedAsleep && lock.until.getTime() <= world.model.clock.present) {
    const told = closedFor(closed, new Date(world.model.clock.present + punctualMs));
    demand(
      told && 'isOverdue' in told && told.isOverdue,
      'a lock without an end is not told as overdue',
    );
    return;
  }
  demand((await client.schedules()).includes(lockEnds), 'a lock has no end');
  demand(lock.until.getTime() > world.model.clock.present, 'a lock goes on after its end');
}

/** What holds once nothing moves by itself any more. */
export async function checkQuiet(world: World): Promise<Look> {
  await world.finish();
  const seen = await look(new Client(world, 'ann'));
  checkWhatRuns(world, seen);
  checkSettled(world, seen);
  checkExplained(world, seen);
  return seen;
}

/** What is said to run is what really is there. */
function checkWhatRuns({ truth, commits }: World, { state }: Look): void {
  const { running, partial, deploying } = state;
  const { live } = truth;
  const isSaid = partial !== undefined || deploying !== undefined;
  if (live.kind === 'between')
    demand(isSaid, `it is between ${live.commits.map((id) => commits.nameOf(id)).join(', ')}`);
  if (isSaid) return;
  const said = running?.release.commit;
  const real = live.kind === 'whole' ? live.commit : undefined;
  demand(said === real, `${commits.nameOf(said)} is said to run, and ${commits.nameOf(real)} does`);
}

/**
 * The newest release that reached Deploy: whatever was stopped, overtaken or failed before it changed nothing, as when one person
 * starts a release a moment after another moved the tip, and stops it again.
 */
function newestThatCounts({ releases, actions }: Look) {
  return releases.find(({ id }) => actions.get(id)?.some(({ stage }) => stage === 'Deploy'));
}

/** The tip, what runs and the newest release agree, or it is said that they do not. */
function checkSettled({ truth, commits, model }: World, seen: Look): void {
  const { state, tip } = seen;
  if (state.isSettled) {
    demand(truth.live.kind === 'whole' && truth.live.commit === tip, 'settled, and it is not');
    demand(model.builds.running.length === 0, 'settled, and a build runs');
    const newest = newestThatCounts(seen);
    demand(
      newest?.commit === tip,
      `settled on ${commits.nameOf(tip)}, and the newest release is of ${commits.nameOf(newest?.commit)}`,
    );
    return;
  }
  const { running, partial, onItsWay, wanted, failed } = state;
  const differs = running?.release.commit !== wanted;
  demand(
    partial || onItsWay.length > 0 || failed || differs || wanted === undefined,
    'it is not settled, and nothing says why',
  );
}

/** Whatever is on its way runs something, or is said to wait for something. */
function checkExplained({ model, commits }: World, { state }: Look): void {
  for (const { release, waitsFor, stage } of state.onItsWay) {
    const runs = model.builds.running.some(({ executionId }) => executionId === release.id);
    const what = `${commits.nameOf(release.commit)} is on its way (${stage})`;
    demand(runs || waitsFor !== undefined, `${what}, and waits for nothing`);
  }
}

/** Whether there is something to go back to. */
export function hasWayBack({ releases, actions, state, tip }: Look): boolean {
  return goodReleases(releases, actions, state.held).some(({ commit }) => commit !== tip);
}
