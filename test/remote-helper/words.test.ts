import path from 'node:path';
import { address, install, type Stage, script, setStage } from '../deploy/stage';

let stage: Stage;
let first: string;
let second: string;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  first = await released('First');
  second = await released('Second');
  await stage.git(['tag', 'v1', first]);
  await stage.git(['tag', '-a', '-m', 'One', 'v1-told', first]);
});
afterAll(() => stage.destroy());

async function released(message: string): Promise<string> {
  const commit = await stage.commit(message);
  expect(await stage.git(['push', 'dev'])).toMatchObject({ exitCode: 0 });
  await stage.machine.idle();
  return commit;
}

const short = (commit: string) => commit.slice(0, 8);
const commits = async () => (await stage.git(['rev-parse', 'HEAD'])).stdout.trim();

/** What the helper says of a push, and how git ends. */
async function said(words: readonly string[], cwd = stage.clone) {
  const { exitCode, stderr } = await stage.git(['push', ...words], { cwd });
  const lines = stderr.split('\n').filter((line) => /^dev(:| releases )/.test(line));
  return { exitCode, lines };
}

async function deployed(): Promise<string | undefined> {
  await stage.machine.idle();
  const { stdout } = await stage.gitenv(['status', '--json']);
  return JSON.parse(stdout).environments[0].running?.commit;
}

describe('of a push that git refuses, one line says the command that does what was meant', () => {
  test.each([
    ['a commit without the branch', () => [first], 128],
    ['its short hash', () => [first.slice(0, 7)], 128],
    ['an earlier commit for the branch', () => ['HEAD~1:main'], 1],
    ['a tag of an earlier commit for the branch', () => ['v1-told:main'], 1],
  ])('%s', async (_, words, exitCode) => {
    const there = `dev: ${short(first)} is an earlier commit than ${short(second)}, which is there now.`;
    expect(await said(['dev', ...words()])).toEqual({
      exitCode,
      lines: [`${there} To go back: gitenv rollback dev --to ${short(first)}`],
    });
    expect(await deployed()).toBe(second);
  });

  test('a clone that lacks what is there', async () => {
    const shallow = path.join(stage.folder, 'shallow');
    const run = { cwd: shallow };
    await stage.git(['clone', '-q', '--depth', '1', `file://${stage.clone}`, shallow], {
      cwd: stage.folder,
    });
    await stage.git(['remote', 'add', 'dev', address], run);
    await stage.git(['config', 'remote.dev.push', 'HEAD:refs/heads/main'], run);
    await stage.git(['commit', '-q', '--amend', '-m', 'Other'], run);
    const { exitCode, lines } = await said(['dev'], shallow);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^dev: ${short(second)} is there now\\. This clone is shallow, .* git fetch --unshallow dev$`,
        ),
      ),
    ]);
  });
});

describe('of a push that releases nothing, one line says so and how to release it', () => {
  test.each([
    ['a tag of an earlier commit', ['v1'], 'the tag v1', 'v1'],
    ['the same once it is there', ['v1'], 'the tag v1', 'v1'],
    ['a tag with a message', ['v1-told'], 'the tag v1-told', 'v1-told'],
    ['another branch at an earlier commit', ['HEAD~1:refs/heads/feature'], 'feature', "'HEAD~1'"],
  ])('%s', async (_, words, what, to) => {
    expect(await said(['dev', ...words])).toEqual({
      exitCode: 0,
      lines: [
        `dev releases main; ${what} releases nothing. To go back to it: gitenv rollback dev --to ${to}`,
      ],
    });
    expect(await deployed()).toBe(second);
  });

  test('nothing is said of what is in place', async () => {
    expect(await said(['dev'])).toEqual({ exitCode: 0, lines: [] });
    expect(await said(['dev', 'HEAD:refs/heads/same'])).toEqual({ exitCode: 0, lines: [] });
  });

  test('the command that is named releases it', async () => {
    const third = await stage.commit('Third');
    await stage.git(['tag', '-a', '-m', 'Three', 'v3']);
    const { lines } = await said(['dev', 'v3']);
    expect(lines).toEqual([
      "dev releases main; the tag v3 releases nothing. To release it: git push dev 'v3^{commit}:main'",
    ]);
    expect(await said(['dev', third])).toEqual({
      exitCode: 128,
      lines: [
        `dev: git push needs the name of the branch. To release ${short(third)}: git push dev ${short(third)}:main`,
      ],
    });
    expect(await stage.git(['push', 'dev', 'v3^{commit}:main'])).toMatchObject({ exitCode: 0 });
    expect(await deployed()).toBe(third);
  });
});

describe('of a push of what is there already', () => {
  test('whose release failed, a line says so, and the exit status is not 0', async () => {
    const broken = await stage.commit('Broken', { 'build.sh': script('exit 3') });
    expect(await stage.git(['push', 'dev'])).toMatchObject({ exitCode: 1 });
    const line = new RegExp(
      `^dev: ${short(broken)} is there already, but its release failed in Build \\(.*\\)\\. To try it again: gitenv retry dev$`,
    );
    const told = { exitCode: 1, lines: [expect.stringMatching(line)] };
    expect(await said(['dev'])).toEqual(told);
    expect(await said(['-q', 'dev', 'HEAD:main'])).toEqual(told);
    expect(await said(['dev', 'HEAD:main', '--no-verify'])).toEqual(told);
  });

  test('whose release was cancelled, it says by whom and why', async () => {
    const release = path.join(stage.folder, 'release');
    await stage.commit('Slow', {
      'build.sh': script(`until [ -e ${release} ]; do sleep 0.05; done`),
    });
    const follow = { GITENV_FOLLOW: '0' };
    expect(await stage.git(['push', 'dev'], { env: follow })).toMatchObject({ exitCode: 0 });
    const cancel = await stage.gitenv(['cancel', 'dev', '--reason', 'a typo', '--yes']);
    expect(cancel).toMatchObject({ exitCode: 0 });
    await stage.machine.idle();
    const { exitCode, lines } = await said(['dev']);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^dev: ${short(await commits())} is there already, but its release was stopped by administrator, with the reason "a typo" \\(.*\\)\\. To release it again: gitenv redeploy dev$`,
        ),
      ),
    ]);
  });

  test('exits with 0 for who does not want to hear of releases', async () => {
    const { exitCode } = await stage.git(['push', 'dev'], { env: { GITENV_FOLLOW: '0' } });
    expect(exitCode).toBe(0);
  });
});
