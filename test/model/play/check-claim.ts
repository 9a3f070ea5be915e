import { parseLock } from '../../../lib/release/lock/lock';
import { isOver } from '../../../lib/release/release';
import type { Client } from '../verbs/client';
import { lockBegins, lockEnds } from '../verbs/lock';
import { look } from '../verbs/look';
import type { Claim } from '../verbs/verb';
import { demand } from './demand';

/** A verb that exits with 0 leaves no less safe a state than it says. */
export async function checkClaim(client: Client, claim: Claim): Promise<void> {
  const { releases, stages, tip } = await look(client);
  const closed = stages.find(({ name }) => name === 'Deploy')?.closedBecause;
  if (claim.kind === 'stopped') {
    const found = releases.find(({ id }) => id === claim.releaseId);
    demand(found && isOver(found.status), 'a release that was stopped goes on');
    const builds = client.world.model.builds.running;
    const left = builds.some(({ executionId }) => executionId === claim.releaseId);
    demand(!left, 'a build of a release that was stopped goes on');
  } else if (claim.kind === 'locked') {
    const names = await client.schedules();
    demand(names.includes(lockEnds), 'a lock was said to end, and nothing ends it');
    const lock = closed === undefined ? undefined : parseLock(closed);
    const isClosed = lock?.until.getTime() === claim.until.getTime();
    demand(isClosed || names.includes(lockBegins), 'a lock was said to be there, and is not');
  } else if (claim.kind === 'unlocked') {
    demand(closed === undefined, 'it was said to be unlocked, and is not');
  } else if (claim.kind === 'released') {
    const isThere = releases.some(({ commit }) => commit === claim.commit);
    demand(isThere || tip === claim.commit, 'what was said to be released is not');
  }
}
