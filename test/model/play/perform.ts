import type { World } from '../engine/world';
import { answer, retry } from '../verbs/answer';
import { Client } from '../verbs/client';
import { lock, unlock } from '../verbs/lock';
import { push, redeploy } from '../verbs/move';
import { rollback } from '../verbs/rollback';
import { cancel } from '../verbs/stop';
import { type Claim, type Ending, run } from '../verbs/verb';
import { checkClaim } from './check-claim';
import { type Command, type Event, lineOf, type Simple, type Verb } from './commands';

/** Plays one command. @returns how it ended; undefined for what nobody typed */
export async function perform(
  world: World,
  told: Command | Simple,
  note: (line: string) => void,
): Promise<Ending | undefined> {
  if ('event' in told) {
    await happen(world, told);
    note(lineOf(told));
    return undefined;
  }
  const [wrong, meanwhile] =
    'fault' in told ? [told.fault, told.meanwhile] : [undefined, undefined];
  const between = meanwhile && {
    at: meanwhile.at,
    happens: async () => {
      await perform(world, meanwhile.does, (line) => note(`  meanwhile ${line}`));
    },
  };
  const client = new Client(world, told.by, wrong, between);
  const sleeps = meanwhile && 'event' in meanwhile.does && meanwhile.does.event === 'time';
  const isCutOff = wrong !== undefined && wrong.kind !== 'repeated';
  if (told.verb === 'lock' && sleeps && isCutOff) world.hasDiedAsleep = true;
  const ending = await run((own) => execute(own, told), client);
  note(`${lineOf(told)} → ${endingOf(ending)}`);
  await world.model.quiet();
  if (ending.claim) await checkClaim(client, ending.claim);
  return ending;
}

function endingOf(ending: Ending): string {
  return [String(ending.exit), ending.code, ...ending.names].filter(Boolean).join(' ');
}

function execute(client: Client, told: Verb): Promise<Claim> {
  switch (told.verb) {
    case 'push':
      return push(client, told.commit, told);
    case 'rollback':
      return rollback(client, told);
    case 'cancel':
      return cancel(client, told.commit);
    case 'lock':
      return lock(client, told);
    case 'retry':
      return retry(client);
    case 'redeploy':
      return redeploy(client);
    case 'approve':
      return answer(client, 'Approved');
    case 'reject':
      return answer(client, 'Rejected');
    case 'unlock':
      return unlock(client);
  }
}

async function happen(world: World, told: Event): Promise<void> {
  const { model } = world;
  const running = 'which' in told ? model.builds.running.at(told.which) : undefined;
  if (told.event === 'finish') await world.finish();
  else if (told.event === 'time') await model.pass(told.minutes * 60_000);
  else if (running && told.event === 'end') world.end(running.id);
  else if (running && told.event === 'fail')
    model.builds.end(running.id, 'FAILED', told.hasChanged);
  await model.quiet();
}
