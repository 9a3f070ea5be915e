// Stands for the server an environment runs on: `node machine.js ENVIRONMENT FOLDER` runs whatever release
// FOLDER/current points to, switches when it changes, and says in FOLDER/machine.json how that went.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const [environment = 'dev', home = environment] = process.argv.slice(2);
const current = path.join(home, 'current');
fs.mkdirSync(home, { recursive: true });

let running;
let release;
const port = await freePort();

fs.watch(home, check);
check();
process.on('SIGTERM', stop);

function stop() {
  running?.kill();
  process.exit(0);
}

function check() {
  if (!fs.existsSync(home)) return stop();
  const target = fs.existsSync(current) ? fs.realpathSync(current) : undefined;
  if (target === undefined || target === release) return;
  release = target;
  if (running) running.once('exit', start).kill();
  else start();
}

function start() {
  const server = spawn(process.execPath, [path.join(release, 'server.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ENVIRONMENT: environment,
      COMMIT: path.basename(release),
      PORT: String(port),
      DATA_FILE: path.join(home, 'links.json'),
    },
  });
  const mine = { release, url: `http://127.0.0.1:${port}` };
  let complaint = '';
  server.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  server.on('exit', (code) => {
    if (running === server) running = undefined;
    if (mine.release === release) report({ ...mine, exited: code, lastLine: errorLine(complaint) });
  });
  running = server;
  report(mine);
}

function errorLine(text) {
  return text.split('\n').find((line) => /^\w*Error/.test(line)) ?? '';
}

function report(state) {
  const file = path.join(home, 'machine.json');
  fs.writeFileSync(`${file}.next`, `${JSON.stringify(state)}\n`);
  fs.renameSync(`${file}.next`, file);
}

/** Kept for the machine's life, so that its address stays the same from release to release. */
function freePort() {
  return new Promise((resolve) => {
    const probe = http.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
