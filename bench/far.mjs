import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { countedRun, median, ms } from './measure.mjs';
import { accountOf } from './scene.mjs';

const delayMs = 80;
const bound = 600;
const rounds = 5;

/** What stands between a person and the push that promotes or rolls back, where AWS is far away. */
export async function* far(scene) {
  const program = path.join(import.meta.dirname, 'far-away.mjs');
  const { endpoint } = accountOf(scene.env, 'dev');
  const away = spawn(process.execPath, [program, endpoint, delayMs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const there = await new Promise((resolve) => {
      away.stdout.once('data', (text) => resolve(String(text).trim()));
    });
    const file = path.join(scene.folder, 'aws-config-far');
    const config = fs.readFileSync(scene.env.AWS_CONFIG_FILE, 'utf8');
    fs.writeFileSync(file, config.replaceAll(endpoint, there));
    yield* rows(scene, { ...scene.env, AWS_CONFIG_FILE: file });
  } finally {
    away.kill();
  }
}

function* rows({ work, run, commit }, env) {
  const options = { env, cwd: work };
  const [promotions, rollbacks] = [[], []];
  for (let round = 0; round < rounds; round++) {
    commit();
    run('gitenv', 'push', 'dev');
    promotions.push(countedRun('gitenv', ['promote', 'stg', '--no-follow'], options));
    run('gitenv', 'push', 'stg');
    rollbacks.push(countedRun('gitenv', ['rollback', 'stg', '--yes', '--no-follow'], options));
    run('gitenv', 'redeploy', 'stg');
  }
  yield rowOf('gitenv promote', promotions);
  yield rowOf('gitenv rollback', rollbacks);
}

function rowOf(command, runs) {
  const wait = median(runs.map(({ pushAtMs }) => pushAtMs));
  const { counts, cpuMs } = runs.at(-1);
  return {
    what: `${command} at ${delayMs} ms a request, until git pushes`,
    measured: ms(wait),
    beside: `${counts.requests} requests`,
    result: ms(wait),
    bound: `≤ ${bound} ms`,
    within: wait <= bound,
    counts,
    cpuMs,
  };
}
