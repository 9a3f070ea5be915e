import fs from 'node:fs';
import path from 'node:path';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { parse } from 'yaml';
import { makeInstalledWorld, type World } from './world';

const workflow = parse(
  fs.readFileSync(path.join(__dirname, '../../examples/github-actions/release.yml'), 'utf8'),
);

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok(
    'gitenv init dev --trust-github team/app --create-github-provider --yes && git add . && git commit -qm Trust',
  );
});
afterAll(() => world.end());

/** What a runner at GitHub has before it has credentials: no AWS configuration. */
async function bare(): Promise<NodeJS.ProcessEnv> {
  return {
    ...workflow.env,
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_ENDPOINT_URL: /endpoint_url *= *(\S+)/.exec(world.read('../aws-config'))?.[1],
    CI: 'true',
    GITHUB_SHA: await world.ok('git rev-parse HEAD'),
  };
}

function keysOf(profile: string) {
  const [, section = ''] = world.read('../aws-credentials').split(`[${profile}]`);
  const setting = (name: string) => new RegExp(`${name} *= *(\\S+)`).exec(section)?.[1] ?? '';
  return {
    accessKeyId: setting('aws_access_key_id'),
    secretAccessKey: setting('aws_secret_access_key'),
  };
}

/** What a runner has after aws-actions/configure-aws-credentials: the role's keys. */
async function runner(): Promise<NodeJS.ProcessEnv> {
  const env = await bare();
  const settings = {
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: 'eu-west-1',
    credentials: keysOf('gitenv-dev'),
  };
  await trustPeople(new IAMClient(settings));
  const sts = new STSClient(settings);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::111111111111:role/app-pusher',
      RoleSessionName: 'GitHubActions',
    }),
  );
  return {
    ...env,
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  };
}

/** GitHub's tokens are not exchanged here: somebody of the account takes on the role in their place. */
async function trustPeople(iam: IAMClient): Promise<void> {
  const trust = { Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole' };
  const PolicyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', ...trust }] });
  const update = { RoleName: 'app-pusher', PolicyDocument };
  await iam.send(new UpdateAssumeRolePolicyCommand(update));
}

/** The role's keys under a profile, for a repository that no gitenv.json records. */
async function withRoleAsProfile(): Promise<NodeJS.ProcessEnv> {
  const env = await runner();
  const file = path.join(world.folder, 'role-config');
  const settings = {
    endpoint_url: env.AWS_ENDPOINT_URL,
    aws_access_key_id: env.AWS_ACCESS_KEY_ID,
    aws_secret_access_key: env.AWS_SECRET_ACCESS_KEY,
    aws_session_token: env.AWS_SESSION_TOKEN,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  fs.writeFileSync(file, `[profile role]\n${lines.join('')}`);
  return { AWS_CONFIG_FILE: file, AS_ROLE: 'gitenv://role@eu-west-1/modules' };
}

describe('the workflow for GitHub Actions', () => {
  test('asks for a token and nothing more than reading', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  test('releases the commit, with the keys of the role and no profile', async () => {
    const env = await runner();
    const steps: { run?: string }[] = workflow.jobs.dev.steps;
    const lines = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(lines).toHaveLength(2);
    for (const line of lines) await world.ok(line, env);
    const { releases } = JSON.parse(await world.ok('gitenv history dev --json'));
    expect(releases[0]).toMatchObject({ commit: env.GITHUB_SHA, status: 'Succeeded' });
    expect(JSON.stringify(releases[0])).toContain('assumed-role/app-pusher/GitHubActions');
  });

  test('its role may push to no other branch', async () => {
    const { status, stderr } = await world.sh('git push dev HEAD:refs/heads/other', await runner());
    expect(status).not.toBe(0);
    expect(stderr).toContain('403');
  });

  test('pushes with git alone, too', async () => {
    await world.commit('Push with git');
    await world.ok('git push dev', await runner());
  });

  test('brings what a commit uses, and may move nothing else of its repository', async () => {
    await world.ok(
      [
        'git init --quiet --initial-branch main ../modules',
        'git -C ../modules commit --quiet --allow-empty --message "Begin modules"',
        'git -c protocol.file.allow=always submodule --quiet add "$HOME/modules" modules',
        'git submodule set-url modules ../modules',
        'gitenv init dev --yes',
      ].join(' && '),
    );
    await world.commit('Use modules');
    const { stderr } = await world.sh('git push dev', await runner());
    expect(stderr).toMatch(/^dev: pushing modules [0-9a-f]{8} "Begin modules", which it uses$/m);
    expect(stderr).toMatch(/^dev: [0-9a-f]{8} is released/m);
    const env = await withRoleAsProfile();
    const insisting = "-o skip-look -o unchecked -o reason='to see who refuses'";
    const push = (to: string) =>
      world.sh(`git -C modules push ${insisting} "$AS_ROLE" HEAD:${to}`, env);
    expect(await push('refs/heads/main')).toMatchObject({ stderr: expect.stringContaining('403') });
    expect(await push('refs/tags/gitenv/uses/more')).toMatchObject({ status: 0 });
  });

  test('keys of another account are refused, and so are keys for an account that is not recorded', async () => {
    await world.commit('Not for here');
    const other = await world.sh('gitenv push dev', {
      ...(await bare()),
      AWS_ACCESS_KEY_ID: keysOf('gitenv-stg').accessKeyId,
      AWS_SECRET_ACCESS_KEY: keysOf('gitenv-stg').secretAccessKey,
    });
    expect(other.status).toBe(4);
    expect(other.stderr).toContain('belong to account 222222222222');
    const text = world.read('gitenv.json');
    world.write('gitenv.json', text.replace(/\s*"account": "111111111111",/, ''));
    const unpinned = await world.sh('gitenv push dev', await runner());
    world.write('gitenv.json', text);
    expect(unpinned.stderr).toContain('no account is recorded for dev');
    const { GITENV_CREDENTIALS, ...without } = await runner();
    expect((await world.sh('gitenv push dev', without)).stderr).toContain(
      "No profile 'gitenv-dev'",
    );
  });

  test('is kept by an upgrade, and taken away when asked', async () => {
    expect(JSON.parse(world.read('gitenv.json')).environments.dev).toMatchObject({
      trustGithub: 'team/app',
      createGithubProvider: true,
    });
    expect(await world.ok('gitenv init dev --yes --json')).toContain('"unchanged"');
    await world.ok('gitenv init dev --no-trust-github --yes');
    await expect(runner()).rejects.toThrow('The role with name app-pusher cannot be found.');
  });
});
