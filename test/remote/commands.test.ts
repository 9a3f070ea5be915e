import fs from 'node:fs';
import path from 'node:path';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { testAccount } from '../local/machine';
import { address, application, install, type Stage, script, setStage } from './stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
});
afterEach(() => stage.destroy());

const short = (commit: string) => commit.slice(0, 8);
const remoteTip = async () => (await stage.git(['ls-remote', address, 'main'])).stdout.slice(0, 40);

async function executions() {
  await stage.machine.idle();
  const client = new CodePipelineClient(stage.machine.client());
  const command = new ListPipelineExecutionsCommand({ pipelineName: application });
  const { pipelineExecutionSummaries = [] } = await client.send(command);
  return { client, all: pipelineExecutionSummaries.slice(0, -1) };
}

/** Three commits, each released. */
async function threeReleases(): Promise<[string, string, string]> {
  const commits = [];
  for (const message of ['First', 'Second', 'Third']) {
    commits.push(await stage.commit(message));
    expect(await stage.git(['push', '--quiet', 'dev'])).toMatchObject({ exitCode: 0 });
  }
  return commits as [string, string, string];
}

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
    expect(await remoteTip()).toBe(second);
  });

  test('releases again what is there already, in the caller’s name', async () => {
    const commit = await stage.commit('First');
    await stage.gitenv(['push', 'dev']);
    const again = await stage.gitenv(['push', 'dev']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain(`dev: already at ${short(commit)}; releasing it again\n`);
    const { all, client } = await executions();
    expect(all.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
    const { pipelineExecution } = await client.send(
      new GetPipelineExecutionCommand({
        pipelineName: application,
        pipelineExecutionId: all[0]?.pipelineExecutionId,
      }),
    );
    expect(pipelineExecution?.variables).toContainEqual({
      name: 'PUSHED_BY',
      resolvedValue: `arn:aws:iam::${testAccount}:user/administrator`,
    });
  });

  test('refuses to undo commits unless forced', async () => {
    const first = await stage.commit('First');
    const second = await stage.commit('Second');
    await stage.gitenv(['push', 'dev', '--no-follow']);
    const back = await stage.gitenv(['push', 'dev', first]);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toContain(
      `gitenv: ${short(first)} lacks commits that dev has (its tip is ${short(second)}); nothing was changed.\n`,
    );
    expect(await remoteTip()).toBe(second);
    expect(await stage.gitenv(['push', 'dev', first, '--force', '--no-follow'])).toMatchObject({
      exitCode: 0,
    });
    expect(await remoteTip()).toBe(first);
  });

  test('knows what to refuse also where this clone lacks what is there', async () => {
    await threeReleases();
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

  test.each([
    [['push', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
    [['push', 'dev', 'nothing'], 2, "gitenv: There is no commit 'nothing' in "],
    [['rollback', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
    [['logs', 'qa'], 2, "gitenv: No environment 'qa' in gitenv.json; there are dev."],
  ])('%p exits with %i and says why', async (words, exitCode, message) => {
    await stage.commit('First');
    const ended = await stage.gitenv(words);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ exitCode, stdout: '' });
  });

  test('says that a repository has no commit yet', async () => {
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 3 });
    expect(push.stderr).toContain(`gitenv: ${stage.clone} has no commit yet.\nhint: git add .`);
  });

  test('says that the server is not running', async () => {
    await stage.commit('First');
    await stage.machine.close();
    const push = await stage.gitenv(['push', 'dev']);
    expect(push).toMatchObject({ exitCode: 5 });
    expect(push.stderr).toContain('cannot be reached (ECONNREFUSED).\nhint: gitenv local up');
  });

  test('refuses another account than the recorded one', async () => {
    await stage.commit('First');
    const file = path.join(stage.clone, 'gitenv.json');
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace('"profile":"dev"', '"profile":"other"'),
    );
    const push = await stage.gitenv(['push', 'dev']);
    expect(push.exitCode).not.toBe(0);
    expect(push.stderr).toMatch(
      /^gitenv: (Profile 'other' belongs to account 222222222222|There is no repository)/m,
    );
  });
});

describe('gitenv rollback', () => {
  test('says what it will do, does it, and how to undo it; the second time it goes further back', async () => {
    const [first, second, third] = await threeReleases();
    const once = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(once).toMatchObject({ exitCode: 0 });
    expect(once.stderr).toMatch(
      new RegExp(
        [
          'dev: roll back',
          `  from ${short(third)} "Third"`,
          `  to   ${short(second)} "Second", released \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC by administrator`,
          '  Undoes 1 commit:',
          `    ${short(third)} Third \\(Robin\\)`,
          '  Not undone: data, database migrations, and what those commits changed elsewhere.',
        ].join('\\n'),
      ),
    );
    expect(once.stderr).toContain(`Undo with: gitenv push dev ${short(third)}\n`);
    expect(await remoteTip()).toBe(second);
    expect(await stage.gitenv(['rollback', 'dev', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await remoteTip()).toBe(first);
    expect(await stage.gitenv(['push', 'dev', short(third)])).toMatchObject({ exitCode: 0 });
    expect(await remoteTip()).toBe(third);
  });

  test('goes to the commit that is named, also from a clone that never had it', async () => {
    const [first, , third] = await threeReleases();
    const other = path.join(stage.folder, 'other');
    await stage.git(['init', '--quiet', other], { cwd: stage.folder });
    fs.copyFileSync(path.join(stage.clone, 'gitenv.json'), path.join(other, 'gitenv.json'));
    await stage.git(['commit', '--quiet', '--allow-empty', '-m', 'Elsewhere'], { cwd: other });
    const words = ['rollback', 'dev', '--to', short(first), '--yes', '--no-follow'];
    const back = await stage.gitenv(words, { cwd: other });
    expect(back).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`dev: has ${short(first)}`),
    });
    expect(await remoteTip()).toBe(first);
    expect(back.stderr).toContain(`Undo with: gitenv push dev ${short(third)}\n`);
  });

  test('says what a clone without its older commits lacks', async () => {
    const [, , third] = await threeReleases();
    const copy = path.join(stage.folder, 'copy');
    await stage.git(['clone', '--quiet', '--depth=1', address, copy], { cwd: stage.folder });
    const back = await stage.gitenv(['rollback', 'dev', '--yes'], { cwd: copy });
    expect(back).toMatchObject({ exitCode: 3 });
    expect(back.stderr).toContain('gitenv: This clone was made without its older commits');
    expect(back.stderr).toContain('hint: git fetch --unshallow\n');
    expect(await remoteTip()).toBe(third);
  });

  test('asks, and changes nothing where nobody can answer', async () => {
    const [, , third] = await threeReleases();
    const asked = await stage.gitenv(['rollback', 'dev']);
    expect(asked).toMatchObject({ exitCode: 2 });
    expect(asked.stderr).toContain('hint: add --yes to go ahead');
    expect(await remoteTip()).toBe(third);
  });

  test('refuses where there is nothing before', async () => {
    const only = await stage.commit('Only');
    await stage.gitenv(['push', 'dev']);
    const back = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toContain(
      `gitenv: dev has not had a successful release before ${short(only)}.\nhint: gitenv history dev\n`,
    );
  });

  test('loses its lease to somebody who pushes meanwhile, says who, and changes nothing', async () => {
    const [, second] = await threeReleases();
    const intruder = path.join(stage.folder, 'intruder');
    await stage.git(['clone', '--quiet', address, intruder], { cwd: stage.folder });
    const hooks = path.join(stage.folder, 'hooks');
    fs.mkdirSync(hooks);
    const push = `cd ${intruder} && git commit -q --allow-empty -m 'Fix the till' && GITENV_FOLLOW=0 git push -q`;
    fs.writeFileSync(
      path.join(hooks, 'pre-push'),
      `#!/bin/sh\nunset $(git rev-parse --local-env-vars)\n${push}\n`,
      { mode: 0o755 },
    );
    await stage.git(['config', 'core.hooksPath', hooks]);
    const back = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toMatch(
      /gitenv: dev was at \w{8} when you began, but meanwhile (administrator pushed \w{8} "Fix the till"|somebody pushed \w{8}); nothing was changed\./,
    );
    expect(await remoteTip()).not.toBe(second);
  });
});

describe('gitenv logs', () => {
  test('shows what the latest release printed, or that of a commit', async () => {
    const [first, , third] = await threeReleases();
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
      time: expect.any(String),
      text: `building ${first}`,
    });
  });

  test('follows, and fails as the release does', async () => {
    await stage.commit('Break', { 'build.sh': script('echo broken', 'exit 1') });
    await stage.gitenv(['push', 'dev', '--no-follow']);
    const followed = await stage.gitenv(['logs', 'dev', '--follow']);
    expect(followed).toMatchObject({ exitCode: 6, stdout: expect.stringContaining('\nbroken\n') });
  });

  test('says that nothing was released yet', async () => {
    const commit = await stage.commit('First');
    const logs = await stage.gitenv(['logs', 'dev', commit]);
    expect(logs).toMatchObject({ exitCode: 2, stdout: '' });
    expect(logs.stderr).toContain(`gitenv: dev has not released ${short(commit)} yet.\n`);
  });
});
