import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../errors';
import type { Scene } from './script';
import type { Stage } from './stage';

/** What the demo tells the reader, between what the commands themselves print. */
export interface Narrator {
  say(text: string): void;
  /** A command that is about to run. */
  command(text: string): void;
  answer(environment: string, text: string): void;
}

/**
 * Plays the scenes in order; every command is real, and what it prints goes straight to the terminal.
 * @throws GitenvError LOCAL_FAILED when a command ends otherwise than the story says
 */
export async function play(
  scenes: readonly Scene[],
  stage: Stage,
  narrator: Narrator,
): Promise<void> {
  for (const scene of scenes) {
    if ('say' in scene) narrator.say(scene.say);
    else if ('run' in scene) await runScene(scene, stage, narrator);
    else await askScene(scene, stage, narrator);
  }
}

async function runScene(
  scene: { run: string; fails?: boolean },
  stage: Stage,
  narrator: Narrator,
): Promise<void> {
  narrator.command(scene.run);
  const status = await shell(scene.run, stage);
  if ((status !== 0) === (scene.fails ?? false)) return;
  const wanted = scene.fails ? 'was to fail and did not' : `ended with ${status}`;
  throw new GitenvError('LOCAL_FAILED', `The demo's command '${scene.run}' ${wanted}`, {
    hint: 'gitenv demo --keep',
  });
}

function shell(command: string, stage: Stage): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], {
      cwd: stage.repository,
      env: stage.env,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function askScene(
  scene: { ask: string; down?: boolean },
  stage: Stage,
  narrator: Narrator,
): Promise<void> {
  const answer = await health(stage.machines[scene.ask] ?? '');
  narrator.answer(scene.ask, answer ?? 'no answer: it is down');
  if ((answer === undefined) === (scene.down ?? false)) return;
  throw new GitenvError(
    'LOCAL_FAILED',
    `The demo's ${scene.ask} is ${answer === undefined ? 'down' : 'up'}, and was not to be`,
  );
}

async function health(machine: string): Promise<string | undefined> {
  try {
    const { url } = JSON.parse(fs.readFileSync(path.join(machine, 'machine.json'), 'utf8'));
    const reply = await fetch(`${url}/health`, { signal: AbortSignal.timeout(30_000) });
    return `${url}/health → ${(await reply.text()).trim()}`;
  } catch {
    return undefined;
  }
}
