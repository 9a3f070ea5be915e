import fs from 'node:fs';
import path from 'node:path';
import { testAccount } from '../local/machine';
import { releases, remoteTip, short, threeReleases, variablesOf } from './releases';
import { install, type Stage, script, stagesOf } from './stage';

let stage: Stage;
const begun = stagesOf(install);
beforeEach(async () => {
  stage = await begun();
});
afterEach(() => stage.destroy());

describe('gitenv push', () => {
  test('does what git push does, also from a detached HEAD', async () => {
    const commit = await stage.commit('First');
    await stage.git(['checkout', '--quiet', '--detach']);
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 0, stdout: '' });
    expect(push.stderr).toContain(`dev: pushing ${short(commit)} "First", the first release\n`);
    expect(push.stderr).toContain(`dev: ${short(commit)} is released`);
    expect((await stage.git(['rev-parse', 'dev/main'])).stdout.trim()).toBe(commit);
  });

  test('takes an annotated tag and an abbreviated commit', async () => {
    const first = await stage.commit('First');
    await stage.git(['tag', '-a', 'v1', '-m', 'One']);
    const second = await stage.commit('Second');
    const json = await stage.gitenv(['push', 'dev', 'v1', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      environment: 'dev',
      commit: first,
      release: { status: 'Succeeded', commit: first },
    });
    expect(await stage.gitenv(['push', 'dev', short(second)])).toMatchObject({ exitCode: 0 });
    expect(await remoteTip(stage)).toBe(second);
  });

  test('releases again what is there already, in the caller’s name', async () => {
    const commit = await stage.commit('First');
    await stage.gitenv(['push', 'dev']);
    const again = await stage.gitenv(['push', 'dev']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain(`dev: already at ${short(commit)}; releasing it again\n`);
    const [newest, ...others] = await releases(stage);
    expect([newest, ...others].map((it) => it?.status)).toEqual(['Succeeded', 'Succeeded']);
    expect(await variablesOf(stage, newest?.pipelineExecutionId)).toContainEqual({
      name: 'PUSHED_BY',
      resolvedValue: `arn:aws:iam::${testAccount}:user/administrator`,
    });
  });

  test('joins the release that is under way, as after a push that was killed', async () => {
    const release = path.join(stage.folder, 'release');
    const commit = await stage.commit('First', {
      'build.sh': script(`until [ -e ${release} ]; do sleep 0.05; done`),
    });
    const killed = await stage.gitenv(['push', 'dev'], {
      onStderr: (text, kill) => {
        if (text.includes('Build is running')) kill('SIGKILL');
      },
    });
    expect(killed.exitCode).toBeNull();
    const joined = await stage.gitenv(['push', 'dev'], {
      onStderr: (text) => {
        if (text.includes('is on its way there already')) fs.writeFileSync(release, '');
      },
    });
    expect(joined).toMatchObject({ exitCode: 0 });
    expect(joined.stderr).toContain(`dev: ${short(commit)} is on its way there already\n`);
    expect(joined.stderr).toContain(`dev: ${short(commit)} is released`);
    expect(await releases(stage)).toHaveLength(1);
  });

  test('refuses to undo commits unless there is a reason to', async () => {
    const first = await stage.commit('First');
    const second = await stage.commit('Second');
    await stage.gitenv(['push', 'dev', '--no-follow']);
    const back = await stage.gitenv(['push', 'dev', first]);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toContain(
      `gitenv: ${short(first)} lacks commits that dev has (${short(second)} is there); nothing was changed.`,
    );
    expect(await remoteTip(stage)).toBe(second);
    const insisting = ['--allow-downgrade', '--reason', 'to look again', '--no-follow'];
    const downgrade = await stage.gitenv(['push', 'dev', first, ...insisting]);
    expect(downgrade).toMatchObject({ exitCode: 0 });
    expect(downgrade.stderr).toContain(`"First", 1 commit before ${short(second)}`);
    expect(await remoteTip(stage)).toBe(first);
  });

  test('knows what to refuse also where this clone lacks what is there', async () => {
    await threeReleases(stage);
    await stage.git(['update-ref', '-d', 'refs/remotes/dev/main']);
    await stage.git(['checkout', '--quiet', '--orphan', 'other']);
    await stage.commit('Unrelated');
    await stage.git(['branch', '-D', 'main']);
    await stage.git(['reflog', 'expire', '--expire=now', '--all']);
    await stage.git(['gc', '--quiet', '--prune=now']);
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 5 });
    expect(push.stderr).toContain('lacks commits that dev has');
  });

  test('exits with 6 when the release fails', async () => {
    await stage.commit('Break', { 'build.sh': script('echo broken', 'exit 1') });
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 6 });
    expect(push.stderr).toContain("dev: the failing command's last lines were:");
  });

  test('leaves the release running on Ctrl-C', async () => {
    const release = path.join(stage.folder, 'release');
    const wait = `until [ -e ${release} ]; do sleep 0.05; done`;
    const commit = await stage.commit('Slow', {
      'build.sh': script('echo started', wait, 'echo finished'),
    });
    const push = await stage.gitenv(['push', 'dev'], {
      onStderr: (text, kill) => {
        if (text.includes('  started')) kill('SIGINT');
      },
    });
    expect(push).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining(
        `gitenv: No longer following; the release of ${short(commit)} to dev goes on.\nhint: gitenv logs dev ${short(commit)} --follow\n`,
      ),
    });
    expect(push.stderr).not.toContain('finished');
    fs.writeFileSync(release, '');
    expect((await releases(stage)).map(({ status }) => status)).toEqual(['Succeeded']);
    const logs = await stage.gitenv(['logs', 'dev', short(commit), '--follow']);
    expect(logs).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('\nfinished\n') });
  });
});
