import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { isAlive } from '../../../lib/local/base/process-alive';
import { lockRoot } from '../../../lib/local/server/lock';
import { until } from '../until';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-lock-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const lockFile = (number = 1) => path.join(root, `server.lock.${number}`);
/** Takes the root when it is told to, and keeps it until it is killed. */
const contender = `
  import { lockRoot } from '../../../lib/local/server/lock';
  process.stdout.write('ready');
  process.stdin.on('data', () => {
    process.stdout.write('release' in lockRoot(process.argv[2] ?? '') ? 'won' : 'lost');
  });
`;
const endedPid = () => Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));

describe('the lock of a root', () => {
  test('is held by one process, and free again when that gives it back', () => {
    const lock = lockRoot(root);
    if ('heldBy' in lock) throw new Error('the root was free');
    expect(fs.readFileSync(lockFile(), 'utf8')).toBe(String(process.pid));
    expect(lockRoot(root)).toEqual({ heldBy: process.pid });
    lock.release();
    expect('release' in lockRoot(root)).toBe(true);
    expect(fs.readdirSync(root)).toEqual(['server.lock.2']);
  });

  test('names the live process that holds it', () => {
    fs.writeFileSync(lockFile(), String(process.ppid));
    expect(lockRoot(root)).toEqual({ heldBy: process.ppid });
  });

  test.each([
    ['a process that has ended', endedPid],
    ['nobody, after a crash in the middle of writing', () => ''],
  ])('is taken over from %s', (_, holder) => {
    fs.writeFileSync(lockFile(), String(holder()));
    expect('release' in lockRoot(root)).toBe(true);
  });

  test('is taken over from before the last start of the machine, whose ids mean others now', () => {
    fs.writeFileSync(lockFile(), String(process.ppid));
    fs.utimesSync(lockFile(), new Date(0), new Date(0));
    expect('release' in lockRoot(root)).toBe(true);
  });

  test('is won by one of many processes that find it left behind, again and again', async () => {
    const program = path.join(root, 'contender.cjs');
    buildSync({
      stdin: { contents: contender, resolveDir: __dirname, loader: 'ts' },
      bundle: true,
      platform: 'node',
      outfile: program,
    });
    const contested = path.join(root, 'contested');
    fs.mkdirSync(contested);
    fs.writeFileSync(path.join(contested, 'server.lock.1'), String(endedPid()));
    for (let round = 0; round < 3; round++) {
      const processes = Array.from({ length: 8 }, () =>
        spawn(process.execPath, [program, contested], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      try {
        const said = () => Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
        expect((await said()).map(String)).toEqual(processes.map(() => 'ready'));
        const results = said();
        for (const { stdin } of processes) stdin.write('go');
        const won = (await results).map(String).filter((text) => text === 'won');
        expect(won).toEqual(['won']);
      } finally {
        for (const one of processes) one.kill('SIGKILL');
        await Promise.all(processes.map((one) => once(one, 'close')));
      }
    }
  });

  const linux = process.platform === 'linux' ? test : test.skip;
  linux('does not take a process for alive that has ended and was not collected', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec cat'], { stdio: 'pipe' });
    try {
      const [text] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(text.toString());
      const read = (of: number | undefined) => fs.readFileSync(`/proc/${of}/stat`, 'latin1');
      // A shell would collect its child; cat, which takes its place, does not.
      await until(() => read(parent.pid).includes('(cat)'));
      process.kill(pid);
      await until(() => read(pid).includes(') Z'));
      expect(isAlive(pid)).toBe(false);
    } finally {
      parent.kill();
      await once(parent, 'close');
    }
  });
});
