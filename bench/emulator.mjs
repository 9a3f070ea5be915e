import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { median, ms, timeOf } from './measure.mjs';
import { project } from './scene.mjs';

/** What the AWS on this machine costs by itself. */
export async function* emulator(scene) {
  yield await serverStart();
  yield await pushToSucceeded(scene);
  yield await createStack(scene);
  yield await hundredInARow(scene);
  yield await idle(scene);
}

const row = (what, value, text, bound, limit) => ({
  what,
  measured: text,
  result: text,
  bound,
  within: value <= limit,
});

async function serverStart() {
  const starts = [];
  for (let run = 0; run < 7; run++) {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-root-'));
    const from = process.hrtime.bigint();
    const server = spawn(
      process.execPath,
      [path.join(project, 'dist/local.cjs'), '--root', root, '--account', '111111111111'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await new Promise((resolve) => server.stdout.once('data', resolve));
    starts.push(Number(process.hrtime.bigint() - from) / 1e6);
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
    fs.rmSync(root, { recursive: true });
  }
  const start = median(starts);
  return row('server start, process included', start, ms(start), '≤ 250 ms', 250);
}

/** From the end of a push to the pipeline's own record of its end. */
async function pushToSucceeded(scene) {
  const waits = [];
  for (let run = 0; run < 7; run++) {
    scene.commit();
    timeOf('git', ['push', '-q', 'dev'], {
      env: { ...scene.env, GITENV_FOLLOW: '0' },
      cwd: scene.work,
    });
    const pushed = Date.now();
    await settled(scene);
    const [release] = JSON.parse(
      scene.run('gitenv', 'history', 'dev', '--limit', '1', '--json'),
    ).releases;
    waits.push(Date.parse(release.updatedAt) - pushed);
  }
  const wait = median(waits);
  return row('a push whose commands do nothing, to Succeeded', wait, ms(wait), '≤ 150 ms', 150);
}

async function settled(scene) {
  for (;;) {
    const [release] = JSON.parse(
      scene.run('gitenv', 'history', 'dev', '--limit', '1', '--json'),
    ).releases;
    if (
      release.status !== 'InProgress' &&
      release.commit === scene.run('git', 'rev-parse', 'HEAD').trim()
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function createStack(scene) {
  const waits = [];
  for (let run = 0; run < 5; run++) {
    const stack = `bench-${run}`;
    const client = path.join(project, 'bench/create-stack.cjs');
    waits.push(
      Number(
        execFileSync(process.execPath, [client, stack], {
          env: scene.env,
          encoding: 'utf8',
          cwd: project,
        }),
      ),
    );
  }
  const wait = median(waits);
  return row('create our stack (CreateStack to CREATE_COMPLETE)', wait, ms(wait), '≤ 400 ms', 400);
}

async function hundredInARow(scene) {
  const client = path.join(project, 'bench/hundred.cjs');
  const wait = Number(
    execFileSync(process.execPath, [client], { env: scene.env, encoding: 'utf8', cwd: project }),
  );
  return row(
    '100 executions that do nothing, queued',
    wait,
    `${(wait / 1000).toFixed(1)} s`,
    '≤ 10 s',
    10_000,
  );
}

/** CPU time the server uses in three seconds of nothing, from /proc. */
async function idle(scene) {
  const { pid } = JSON.parse(fs.readFileSync(path.join(scene.folder, 'root/server.json'), 'utf8'));
  if (!fs.existsSync(`/proc/${pid}/stat`))
    return row('idle CPU over 3 s', 0, 'not measured: no /proc', '0', -1);
  const ticks = () => {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = ticks();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const used = (ticks() - before) * 10;
  return row('idle CPU over 3 s', used, ms(used), '0', 10);
}
