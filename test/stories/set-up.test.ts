import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push');
});
afterAll(() => world.end());

describe('a fresh clone', () => {
  test('gets its remotes from gitenv.json, and can push at once', async () => {
    await world.ok(
      'git clone --quiet --origin elsewhere . ../clone && git -C ../clone remote remove elsewhere',
    );
    const set = JSON.parse(await world.ok('gitenv -C ../clone remotes --json'));
    expect(set.remotes.map(({ environment }: { environment: string }) => environment)).toEqual([
      'dev',
      'stg',
      'prd',
    ]);
    expect(set.defaultRemote).toBe('dev');
    expect(await world.ok('git -C ../clone remote get-url prd')).toBe(
      'gitenv://gitenv-prd@eu-west-1/app',
    );
    const pushed = await world.sh('cd ../clone && git push');
    expect(pushed).toMatchObject({ status: 0, stderr: 'Everything up-to-date\n' });
  });

  test('may use profiles of its own names', async () => {
    await world.ok(
      'sed "s/gitenv-prd/my-own/" "$AWS_CONFIG_FILE" > ../own-config && sed "s/gitenv-prd/my-own/" "$AWS_SHARED_CREDENTIALS_FILE" > ../own-credentials',
    );
    await world.ok('gitenv -C ../clone remotes --profile prd=my-own', {
      AWS_CONFIG_FILE: path.join(world.folder, 'own-config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(world.folder, 'own-credentials'),
    });
    expect(await world.ok('git -C ../clone remote get-url prd')).toBe(
      'gitenv://my-own@eu-west-1/app',
    );
    expect(await world.ok('git -C ../clone remote get-url stg')).toBe(
      'gitenv://gitenv-stg@eu-west-1/app',
    );
  });

  test('keeps a remote of that name that leads somewhere else', async () => {
    await world.ok('git -C ../clone remote set-url prd https://example.invalid/x.git');
    const { status, stderr } = await world.sh('gitenv -C ../clone remotes');
    expect(status).toBe(3);
    expect(stderr).toContain('https://example.invalid/x.git');
    expect(await world.ok('git -C ../clone remote get-url prd')).toBe(
      'https://example.invalid/x.git',
    );
  });
});

describe('removing an environment', () => {
  test('is not done without its name, in a script', async () => {
    const { status, stderr } = await world.sh('gitenv destroy stg');
    expect(status).toBe(2);
    expect(stderr).toContain('--confirm stg');
    expect((await world.sh('gitenv destroy stg --confirm prd')).status).toBe(2);
    expect(await world.ok('git remote')).toContain('stg');
  });

  test('says what goes and what stays, and the repository can be taken up again', async () => {
    await world.ok('gitenv init stg --log-retention-days 7 --yes');
    await world.commit('Keep logs for a week');
    await world.ok('git push stg -o skip-upstream -o reason=story');
    const { status, stderr, stdout } = await world.sh('gitenv destroy stg --confirm stg');
    expect(status).toBe(0);
    expect(stderr).toMatch(/stays, with its content:\n(.*\n)*? +AWS::CodeCommit::Repository/);
    expect(stdout).toMatch(/^stg is removed\. Left in the account: .*\bapp\b.*\./);
    expect(await world.ok('git remote')).not.toContain('stg');
    expect(world.read('gitenv.json')).not.toContain('"stg"');
    expect(stderr).toContain('prd takes only what dev has released from now on');
    expect(stdout).toContain(
      'To install it in its place again: gitenv init stg --after dev --profile gitenv-stg --region eu-west-1',
    );
    expect(stdout).toContain('gitenv.json had settings for stg: {"logRetentionDays":7}\n');
    const again = await world.sh('gitenv init stg --yes');
    expect(again.status).toBe(0);
    expect(again.stderr).toContain(
      'stg  has the settings of the last commit again: logRetentionDays',
    );
    const head = await world.ok('git rev-parse --short=8 HEAD');
    expect(again.stderr).toContain(
      `the repository has ${head} "Keep logs for a week" on main: the new pipeline releases it at once`,
    );
    expect(again.stderr).toContain('commits go dev → stg → prd from now on');
    expect(await world.ok('git status --porcelain gitenv.json')).toBe('');
    const tip = await world.ok('git ls-remote stg refs/heads/main');
    expect(tip).toContain(await world.ok('git rev-parse HEAD'));
    expect((await world.sh('gitenv push stg')).status).toBe(0);
  });
});

describe('an environment that was removed, and is installed again', () => {
  beforeAll(() => world.ok('gitenv destroy dev --confirm dev'));

  test('has the place of the last commit again, and nothing passes its guard meanwhile', async () => {
    const { status, stderr } = await world.sh('gitenv init dev --hold --yes');
    expect(status).toBe(0);
    expect(stderr).toContain('commits go dev → stg → prd from now on');
    expect(await world.ok('git diff --stat gitenv.json')).toBe('');
    expect(stderr).toContain('the new pipeline builds it and holds it before Deploy');
  });

  test('with --hold releases nothing before it is let in', async () => {
    await world.ok(
      'until gitenv status --json | grep -q \'"stage": "Deploy"\'; do sleep 0.1; done',
    );
    expect(await world.ok('gitenv logs dev')).not.toContain('deploying to dev');
    expect(await world.sh('gitenv status')).toMatchObject({
      stdout: expect.stringContaining('held by gitenv init --hold'),
    });
    await world.ok('gitenv unlock dev');
    await world.sh('gitenv watch dev');
    expect(await world.ok('gitenv logs dev')).toContain('deploying to dev');
  });

  test('has to be told its place where the last commit has forgotten it', async () => {
    await world.ok('gitenv destroy dev --confirm dev && git commit --quiet --all -m "Without dev"');
    const before = world.read('gitenv.json');
    const refused = await world.sh('gitenv init dev --yes');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toBe(
      'dev  profile gitenv-dev, found by its name\n' +
        'gitenv: Nobody is here to answer: Commits take stg → prd. Which one does dev come after (- for none)? ' +
        'Add one of: --first, --after stg, --after prd.\n',
    );
    expect(world.read('gitenv.json')).toBe(before);
    const { status, stderr } = await world.sh('gitenv init dev --first --yes');
    expect(status).toBe(0);
    expect(stderr).toContain('stg  takes only what dev has released from now on\n');
    const { environments } = JSON.parse(world.read('gitenv.json'));
    expect(Object.keys(environments)).toEqual(['dev', 'stg', 'prd']);
  });
});

describe('a release that is on its way in a pipeline', () => {
  test('is not stopped by an upgrade, unless that is asked for', async () => {
    const gate = path.join(world.folder, 'gate');
    await world.ok(`mkfifo ${gate}`);
    world.write('build', `#!/usr/bin/env bash\ncat ${gate}\n`, 0o755);
    const commit = await world.commit('Build for long');
    const title = `${commit.slice(0, 8)} "Build for long"`;
    await world.ok('gitenv push prd --no-follow --skip-upstream --reason "to see"');
    await world.ok('until gitenv status --json | grep -q \'"stage": "Build"\'; do sleep 0.1; done');
    const upgrade = 'gitenv init prd --execution-mode QUEUED --yes';
    const refused = await world.sh(upgrade);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain(`prd has ${title} in Build; nothing was changed.`);
    expect(refused.stderr).toContain(`hint: gitenv watch prd\n      ${upgrade} --stop-releases\n`);
    const { status, stderr, stdout } = await world.sh(`${upgrade} --stop-releases`);
    await world.ok(`echo end > ${gate}`);
    expect(status).toBe(0);
    expect(stderr).toContain(`the change of the pipeline stops ${title}`);
    expect(stdout).toContain('prd: releases were stopped; gitenv redeploy prd');
  });
});
