import type { World } from '../engine/world';
import { Client } from '../verbs/client';
import { type Look, look } from '../verbs/look';
import type { Named } from '../verbs/verb';
import { hasWayBack } from './check-world';
import type { Simple } from './commands';
import { demand } from './demand';
import { perform } from './perform';

const typed: Readonly<Record<Named, Simple>> = {
  retry: { verb: 'retry', by: 'ben' },
  redeploy: { verb: 'redeploy', by: 'ben' },
  rollback: { verb: 'rollback', to: undefined, further: false, now: false, by: 'ben' },
  'rollback --further': { verb: 'rollback', to: undefined, further: true, now: false, by: 'ben' },
  'rollback --now': { verb: 'rollback', to: undefined, further: false, now: true, by: 'ben' },
  'rollback --now --further': {
    verb: 'rollback',
    to: undefined,
    further: true,
    now: true,
    by: 'ben',
  },
  approve: { verb: 'approve', by: 'ben' },
  cancel: { verb: 'cancel', commit: undefined, by: 'ben' },
  unlock: { verb: 'unlock', by: 'ben' },
  wait: { event: 'time', minutes: 3 * 24 * 60 },
  push: { verb: 'push', commit: 'm7', reason: true, by: 'ben' },
};

/** What looking verbs name: the way back that passes everything, and before the first success the way on. */
function advised({ state, ...rest }: Look): Named[] {
  if (state.isSettled) return [];
  if (hasWayBack({ state, ...rest })) return ['rollback --now'];
  const [first] = state.onItsWay.toReversed();
  if (!first) return ['rollback'];
  if (first.waitsFor === 'approval') return ['approve'];
  if (first.waitsFor === 'transition') return ['unlock'];
  return [first.waitsFor === 'condition' ? 'wait' : 'cancel'];
}

/**
 * From here one command that is named leads to a commit that is good: deployed as a whole, and not rolled back. A
 * refusal does nothing, so what it names counts. Before anything succeeded the way on takes some more.
 */
export async function checkWayOut(
  world: World,
  seen: Look,
  note: (line: string) => void,
): Promise<void> {
  let now = seen;
  let done = 0;
  // Each release that is on its way may want to be let in, and ended, before the next.
  const most = hasWayBack(seen) ? 1 : 4 + 3 * seen.state.onItsWay.length;
  for (let [name] = advised(now); name !== undefined; ) {
    const ending = await perform(world, typed[name], (line) => note(`way out: ${line}`));
    await world.finish();
    if (ending?.exit === 0) done += 1;
    now = await look(new Client(world, 'ben'));
    name = ending?.names[0] ?? advised(now)[0];
    if (now.state.isSettled) break;
    demand(!ending || ending.exit === 0 || ending.names.length > 0, 'a refusal names no way on');
    demand(done < most, `after ${done} named commands it is not settled`);
  }
  const { live } = world.truth;
  demand(live.kind === 'whole', 'there is no way to a good commit');
  demand(!world.truth.takenBack.has(live.commit), 'the way out leads to what was rolled back');
}
