import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive, lockRoot } from '../../lib/local/lock';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-lock-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const lockFile = () => path.join(root, 'server.lock');
const endedPid = () => Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));

describe('the lock of a root', () => {
  test('is held by one process, and free again when that gives it back', () => {
    const lock = lockRoot(root);
    if ('heldBy' in lock) throw new Error('the root was free');
    expect(fs.readFileSync(lockFile(), 'utf8')).toBe(String(process.pid));
    lock.release();
    expect('release' in lockRoot(root)).toBe(true);
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

  const linux = process.platform === 'linux' ? test : test.skip;
  linux('does not take a process for alive that has ended and was not collected', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec cat'], { stdio: 'pipe' });
    try {
      const [text] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(text.toString());
      const read = (of: number | undefined) => fs.readFileSync(`/proc/${of}/stat`, 'latin1');
      // A shell would collect its child; cat, which takes its place, does not.
      while (!read(parent.pid).includes('(cat)')) await new Promise(setImmediate);
      process.kill(pid);
      while (!read(pid).includes(') Z')) await new Promise(setImmediate);
      expect(isAlive(pid)).toBe(false);
    } finally {
      parent.kill();
      await once(parent, 'close');
    }
  });
});
