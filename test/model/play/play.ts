import type { Setup } from '../engine/installed';
import { World } from '../engine/world';
import { Client } from '../verbs/client';
import { look } from '../verbs/look';
import { checkAlways, checkQuiet } from './check-world';
import type { Command } from './commands';
import { Violation } from './demand';
import { perform } from './perform';
import { checkWayOut } from './way-out';

/** Plays a story to its end. @throws Violation with the story, if something is that must never be */
export async function play(setup: Setup, commands: readonly Command[]): Promise<void> {
  const world = await World.open(setup);
  const told: string[] = [JSON.stringify(setup)];
  const note = (line: string) => told.push(line);
  try {
    for (const command of commands) {
      await perform(world, command, note);
      await checkAlways(world);
    }
    const seen = await checkQuiet(world);
    await checkWayOut(world, seen, note);
    await checkAlways(world);
    await checkQuiet(world);
  } catch (error) {
    if (!(error instanceof Violation)) note(`${(error as Error).stack}`);
    const why = error instanceof Violation ? error.message : 'something is broken';
    throw new Error([why, ...told, await sightOf(world)].join('\n  '));
  } finally {
    world.close();
  }
}

async function sightOf(world: World): Promise<string> {
  const { state, releases, actions, tip } = await look(new Client(world, 'ann'));
  const { commits, truth } = world;
  const { live } = truth;
  const real = live.kind === 'between' ? live.commits : live.kind === 'whole' ? [live.commit] : [];
  return [
    `tip ${commits.nameOf(tip)}; really ${live.kind} ${real.map((id) => commits.nameOf(id))}`,
    `runs ${commits.nameOf(state.running?.release.commit)}; partial ${commits.nameOf(state.partial?.release.commit)}; failed ${commits.nameOf(state.failed?.commit)}`,
    `held ${[...state.held].map((id) => commits.nameOf(id))}; taken back ${[...truth.takenBack].map((id) => commits.nameOf(id))}`,
    ...releases.map(
      ({ id, commit, status, trigger }) =>
        `  ${commits.nameOf(commit)} ${status} (${trigger}): ${(actions.get(id) ?? []).map(({ name, status: how }) => `${name} ${how}`).join(', ')}`,
    ),
  ].join('\n  ');
}
