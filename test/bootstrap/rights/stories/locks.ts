import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { KitStage } from '../../../stories/going-back';
import { Clock, hour } from './clock';
import { type RightsStory, story, typed, useScripts } from './story';

const clock = new Clock();

function pass({ stage }: KitStage, ms: number): Promise<void> {
  return clock.pass(stage.machine, ms, (settings) =>
    new SchedulerClient(settings).send(new ListSchedulesCommand({})),
  );
}

/** A lock whose time is over is one too, as long as the way into Deploy is closed. */
async function isLocked(kit: KitStage): Promise<boolean> {
  return /^locked: /m.test(await typed(kit, 'status'));
}

async function lockToCome(kit: KitStage): Promise<void> {
  clock.reset();
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
  story('a lock that begins and ends by itself', lockToCome, clock.options),
];
