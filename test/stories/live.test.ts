import { spawnSync } from 'node:child_process';
import { makeInstalledWorld, quietApplication, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld({
    ...quietApplication,
    build: "#!/usr/bin/env bash\nprintf 'wipe\\033[2Jout\\n'\n[ ! -e broken-build ]\n",
  });
});
afterAll(() => world.end());

const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
/** On a terminal where this machine can make one. */
const onTerminal = (line: string, env = {}) =>
  world.sh(hasScript ? `script -qec '${line}' /dev/null` : line, { TERM: 'xterm', ...env });
const where = hasScript ? 'a terminal' : 'no terminal, as this machine cannot make one';

describe(`git push on ${where}`, () => {
  test('redraws in place and settles to a summary', async () => {
    await world.commit('Look');
    const { status, stdout, stderr } = await onTerminal('git push');
    expect(status).toBe(0);
    const text = stdout + stderr;
    expect(text).not.toContain('\u001b[2J\u001b[2J');
    if (hasScript) {
      expect(text).toContain('\u001b[J');
      expect(text).toMatch(
        / {2}✓ Source .* {2}✓ Build .* {2}✓ Deploy .*\r\ndev: .* is released, after/,
      );
      expect(text).not.toContain('\u001b[2J');
      expect(text).not.toMatch(/\[3\dm/);
    } else expect(text).toContain('dev: Build succeeded');
  });

  test('gitenv logs --follow is a log: the changes of state stand in it, and nothing is redrawn', async () => {
    const { status, stdout, stderr } = await onTerminal('gitenv logs dev --follow 2>&1');
    expect(status).toBe(0);
    const text = (stdout + stderr).replaceAll('\r', '');
    expect(text).toMatch(
      /dev: Build is running\n(?:(?:!+ WARNING|Warning): .*\n)*\$ [\s\S]*dev: Build succeeded in .*\ndev: Deploy is running\n[\s\S]*deploying to dev\n[\s\S]*dev: \w{8} is released, after .*\n$/,
    );
    expect(text).not.toContain('✓');
    expect(text).not.toContain('\u001b[J');
  });

  test('in CI writes plain lines there too', async () => {
    await world.commit('Look again');
    const { stdout, stderr } = await onTerminal('git push', { CI: 'true' });
    expect(stdout + stderr).toMatch(/dev: Build is running\r?\n/);
    expect(stdout + stderr).not.toContain('\u001b[J');
  });

  test('repeats what the failing command printed, after the summary', async () => {
    world.write('broken-build', '');
    await world.commit('Break');
    const { status, stdout, stderr } = await onTerminal('gitenv push dev');
    expect(status).toBe(6);
    const text = stdout + stderr;
    expect(text).toMatch(/the failing command's last lines were:\r?\n {2}\$ [\s\S]*failed after/);
    expect(text.match(/failed after/g)).toHaveLength(1);
    if (hasScript) expect(text).toMatch(/ {2}✗ Build /);
    if (hasScript) expect(text).not.toContain('\u001b[2J');
    await world.ok('git rm -q --cached broken-build && rm broken-build');
  });
});

describe('how much is told', () => {
  test('all of the log with -v, in git and in gitenv', async () => {
    await world.commit('Tell all');
    expect((await world.sh('git push -v')).stderr).toContain('[Container] ');
    await world.commit('Tell all again');
    expect((await world.sh('gitenv push dev --verbose')).stderr).toContain('[Container] ');
    await world.commit('Tell');
    expect((await world.sh('git push')).stderr).not.toContain('[Container] ');
  });

  test('nothing but the outcome with -q', async () => {
    await world.commit('Tell nothing');
    expect(await world.sh('git push -q')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
