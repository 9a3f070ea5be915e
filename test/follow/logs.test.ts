import { short, threeReleases } from '../deploy/releases';
import { install, type Stage, script, setStage } from '../deploy/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
});
afterEach(() => stage.destroy());

describe('gitenv logs', () => {
  test('shows what the latest release printed, or that of a commit', async () => {
    const [first, , third] = await threeReleases(stage);
    const latest = await stage.gitenv(['logs', 'dev']);
    expect(latest.stdout).toContain(`\nbuilding ${third}\n`);
    expect(latest.stdout).toContain('\ndeploying to dev\n');
    const older = await stage.gitenv(['logs', 'dev', short(first), '--json']);
    const lines = older.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      stage: 'Build',
      action: 'Build',
      attempt: 1,
      time: expect.any(String),
      text: `building ${first}`,
    });
  });

  test('follows, and fails as the release does', async () => {
    await stage.commit('Break', { 'build.sh': script('echo broken', 'exit 1') });
    await stage.gitenv(['push', 'dev', '--no-follow']);
    const followed = await stage.gitenv(['logs', 'dev', '--follow']);
    const read = await stage.gitenv(['logs', 'dev']);
    expect(read).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('\nbroken\n') });
    expect(read.stderr).toMatch(/^dev: Build failed after .*\ndev: \w{8} failed after .*\n$/);
    expect((await stage.gitenv(['logs', 'dev', '--quiet'])).stderr).toBe('');
    expect(followed).toMatchObject({ exitCode: 6, stdout: expect.stringContaining('\nbroken\n') });
  });

  test('says that nothing was released yet', async () => {
    const commit = await stage.commit('First');
    const logs = await stage.gitenv(['logs', 'dev', commit]);
    expect(logs).toMatchObject({ exitCode: 2, stdout: '' });
    expect(logs.stderr).toContain(`gitenv: dev has not released ${short(commit)} yet.\n`);
  });
});
