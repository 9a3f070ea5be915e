import fs from 'node:fs';
import path from 'node:path';
import { install, runProcess, type Stage, setStage } from './stage';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  await stage.commit('Begin');
});
afterAll(() => stage.destroy());

const tip = async () =>
  (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout.split('\t')[0] ?? '';
const options = ['-o', 'skip-look', '-o', 'reason=to see it fail'];

describe('a commit that cannot be released', () => {
  let broken: string;
  let before: string;

  beforeAll(async () => {
    expect((await stage.git(['push', 'dev'])).exitCode).toBe(0);
    before = await tip();
    await stage.git(['rm', '--quiet', '--cached', 'deployspec.yml']);
    await stage.git(['commit', '--quiet', '-m', 'Forget how to deploy']);
    broken = (await stage.git(['rev-parse', 'HEAD'])).stdout.trim();
  });

  test('is refused by git push before anything moves, with all that is wrong and what to type', async () => {
    const { exitCode, stderr } = await stage.git(['push', 'dev']);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(
      `gitenv: The release of ${broken.slice(0, 8)} in dev would fail: Deploy reads deployspec.yml, which is not in the commit: it is only in your work tree; nothing was changed.`,
    );
    expect(stderr).toContain(
      `hint: git add deployspec.yml && git commit -m 'Add what the release needs'\n      git push -o skip-look -o reason='…' dev ${broken.slice(0, 8)}:main`,
    );
    expect(await tip()).toBe(before);
  });

  test('is refused by gitenv push, from a folder below in words that work there', async () => {
    const cwd = path.join(stage.clone, 'below');
    fs.mkdirSync(cwd);
    const spelled = await stage.gitenv(['push', 'dev'], { cwd });
    expect(spelled.exitCode).toBe(5);
    const plain = await stage.git(['push', 'dev'], { cwd });
    for (const { stderr } of [spelled, plain])
      expect(stderr).toContain('hint: git -C .. add deployspec.yml && git -C .. commit -m');
    expect(spelled.stderr).toContain(
      `\n      gitenv push dev ${broken.slice(0, 8)} --skip-look --reason '…'`,
    );
    expect(await tip()).toBe(before);
  });

  test('the commit that is pushed is looked at, not the one that is checked out', async () => {
    expect((await stage.git(['push', 'dev', 'HEAD~:main'])).stderr).toContain('up-to-date');
    const fine = (
      await stage.git(['commit-tree', '-p', 'HEAD~', '-m', 'Fine', 'HEAD~^{tree}'])
    ).stdout.trim();
    expect((await stage.git(['push', 'dev', `${fine}:main`])).exitCode).toBe(0);
    expect(await tip()).toBe(fine);
  });

  test('is released if somebody insists, and the history says why', async () => {
    await stage.git(['merge', '--quiet', '-s', 'ours', '-m', 'Merge', await tip()]);
    const unexplained = await stage.git(['push', '-o', 'skip-look', 'dev']);
    expect(unexplained.stderr).toContain('-o skip-look needs a reason');
    const { exitCode, stderr } = await stage.git(['push', ...options, 'dev']);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('dev: Build succeeded');
    const [release] = JSON.parse(
      (await stage.gitenv(['history', 'dev', '--json'])).stdout,
    ).releases;
    expect(release.reason).toMatchObject({ text: 'to see it fail', guards: ['skip-look'] });
  });

  test('is released once the hint is followed, as it stands', async () => {
    const cwd = path.join(stage.clone, 'below');
    await stage.commit('Go on', { 'README.md': 'more\n' });
    await stage.git(['rm', '--quiet', '--cached', 'deployspec.yml']);
    await stage.git(['commit', '--quiet', '-m', 'Forget it again']);
    const { stderr } = await stage.gitenv(['push', 'dev'], { cwd });
    const [, hint = ''] = /^hint: (.*)$/m.exec(stderr) ?? [];
    const followed = await runProcess('/bin/sh', ['-c', hint], { cwd, env: stage.env });
    expect(followed.exitCode).toBe(0);
    expect((await stage.git(['push', 'dev'], { cwd })).exitCode).toBe(0);
  });
});
