import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { KitStage } from '../../../stories/going-back';
import { type RightsStory, story, typed, useScripts } from './story';

const hour = 3_600_000;
/** How far AWS's clock is ahead of this machine's, in ms. */
let ahead = 0;

/** Lets time pass for AWS, and waits for what begins by it. */
async function pass({ stage }: KitStage, ms: number): Promise<void> {
  ahead += ms;
  const client = new SchedulerClient({
    ...stage.machine.client(),
    systemClockOffset: ahead,
  } as object);
  await client.send(new ListSchedulesCommand({}));
  await stage.machine.idle();
}

async function isLocked(kit: KitStage): Promise<boolean> {
  return (await typed(kit, 'status')).includes('locked: dev is locked by');
}

async function lockToCome(kit: KitStage): Promise<void> {
  ahead = 0;
  await kit.install();
  useScripts(kit);
  await kit.release('One');
  const at = (hours: number) =>
    `${new Date(Date.now() + hours * hour).toISOString().slice(0, 16)}Z`;
  await typed(kit, 'lock', 'dev', '--reason', 'migration', '--from', at(3), '--until', at(5));
  await pass(kit, 3.1 * hour);
  if (!(await isLocked(kit))) throw new Error('the lock did not begin');
  await pass(kit, 2 * hour);
  if (await isLocked(kit)) throw new Error('the lock did not end');
}

/** Releases that are kept out for a while. */
export const locks: readonly RightsStory[] = [
  story('a lock that begins and ends by itself', lockToCome, {
    now: () => new Date(Date.now() + ahead),
  }),
];
