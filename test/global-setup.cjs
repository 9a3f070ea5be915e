const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const sources = ['bootstrap', 'buildspecs', 'cli', 'lib', 'build.mjs', 'package.json'];

/** The stories run the built commands: build them where they are missing or older than a source. */
module.exports = function globalSetup() {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // The tests are offline, and every Node would read the machine's certificates before its first line.
  delete process.env.NODE_EXTRA_CA_CERTS;
  process.env.TMPDIR = makeTemporary();
  const built = fs.statSync(path.join(root, 'dist', 'template.json'), { throwIfNoEntry: false });
  if (built && built.mtimeMs > Math.max(...sources.map(newest))) return;
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
};

const inMemory = '/dev/shm';
/** More than all tests that run at the same time have ever written. */
const enough = 8 * 2 ** 30;

/**
 * A folder for all temporary files of the tests, which the teardown removes. It is in memory where there is enough: nothing here
 * is to survive a loss of power, and servers wait for the disk at each of their transitions.
 */
function makeTemporary() {
  try {
    const { bavail, bsize } = fs.statfsSync(inMemory);
    if (bavail * bsize < enough || os.freemem() < enough) throw new Error('small');
    removeLeft();
    const folder = fs.mkdtempSync(path.join(inMemory, `gitenv-suite-${process.pid}-`));
    const program = path.join(folder, 'program');
    fs.writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    try {
      execFileSync(program);
      return folder;
    } catch (error) {
      fs.rmSync(folder, { recursive: true });
      throw error;
    }
  } catch {
    return fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-'));
  }
}

/** What a run that was killed could not remove. */
function removeLeft() {
  for (const name of fs.readdirSync(inMemory)) {
    const [, pid] = name.match(/^gitenv-suite-(\d+)-/) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    fs.rmSync(path.join(inMemory, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function newest(name) {
  const absolute = path.join(root, name);
  const stat = fs.statSync(absolute);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    stat.mtimeMs,
    ...fs.readdirSync(absolute).map((inner) => newest(path.join(name, inner))),
  );
}
