import fs from 'node:fs';
import path from 'node:path';
import { accounts, behind, type InitStage, setInitStage } from './stage';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

function record(environments: object, more: object = {}): void {
  stage.write('gitenv.json', JSON.stringify({ application: 'shop', environments, ...more }));
}

describe('gitenv init refuses', () => {
  test('a folder that is no repository', async () => {
    const { error } = await stage.init(['dev'], { directory: path.dirname(stage.repository) });
    expect(error).toMatchObject({ code: 'NOT_A_REPOSITORY', exitCode: 3 });
  });

  test.each([
    ['Dev', "'Dev' cannot be the name of an environment."],
    ['1dev', "'1dev' cannot be the name of an environment."],
    ['ask', "'ask' cannot be the name of an environment."],
    ['a'.repeat(21), `'${'a'.repeat(21)}' cannot be the name of an environment.`],
  ])('the name %s', async (name, message) => {
    const { error } = await stage.init([name]);
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2, message });
  });

  test('an environment named twice', async () => {
    expect((await stage.init(['dev', 'dev'])).error).toMatchObject({
      code: 'USAGE',
      message: "'dev' is named twice.",
    });
  });

  test('a number of profiles that is not that of environments', async () => {
    expect((await stage.init(['dev', 'stg'], { profiles: ['dev'] })).error).toMatchObject({
      code: 'USAGE',
      message: 'There are 2 environments but 1 profiles.',
    });
  });

  test('an environment that no profile is named after', async () => {
    expect((await stage.init(['qa'])).error).toMatchObject({
      code: 'NO_CREDENTIALS',
      exitCode: 4,
      message: "The AWS config files have neither a profile 'qa' nor 'gitenv-qa'.",
    });
  });

  test('to choose between two profiles that an environment could mean', async () => {
    stage.profiles('[profile gitenv-dev]\nregion = eu-west-1\n');
    expect((await stage.init(['dev'])).error).toMatchObject({
      code: 'USAGE',
      message: 'Both profiles dev and gitenv-dev could be dev.',
      hint: 'gitenv init dev --profile gitenv-dev',
    });
  });

  test('a repository whose commits no pipeline would know by name', async () => {
    fs.rmSync(path.join(stage.repository, '.git'), { recursive: true });
    stage.git('init', '--quiet', '--object-format=sha256');
    expect((await stage.init(['dev'])).error).toMatchObject({
      code: 'BAD_COMMIT',
      message: expect.stringContaining('SHA-256'),
      advice: expect.stringContaining('--object-format=sha1'),
    });
    expect(stage.git('remote')).toBe('');
  });

  test('another account than the recorded one, and changes nothing', async () => {
    record({ dev: { region: 'eu-west-1', profile: 'dev', account: accounts.prd } });
    const before = stage.read('gitenv.json');
    const { error } = await stage.init(['dev']);
    expect(error).toMatchObject({ code: 'WRONG_ACCOUNT', exitCode: 4 });
    expect(error?.message).toContain(accounts.dev);
    expect(error?.message).toContain(accounts.prd);
    expect(stage.read('gitenv.json')).toBe(before);
    expect(stage.git('remote')).toBe('');
  });

  test('two environments in one account and region', async () => {
    const { error } = await stage.init(['dev', 'stg'], { profiles: ['dev', 'dev'] });
    expect(error).toMatchObject({
      code: 'WRONG_ACCOUNT',
      message: `dev and stg would both be account ${accounts.dev} in eu-west-1; nothing was changed.`,
    });
  });

  test('an environment where another one was installed before', async () => {
    record({ dev: { region: 'eu-west-1', profile: 'dev', account: accounts.dev } });
    const { error } = await stage.init(['stg'], { profiles: ['dev'], place: behind('dev') });
    expect(error).toMatchObject({
      code: 'WRONG_ACCOUNT',
      message: `stg and dev would both be account ${accounts.dev} in eu-west-1; nothing was changed.`,
    });
  });

  test('trust in GitHub twice in an account, whose roles belong to no region', async () => {
    const trustGithub = 'team/shop';
    record({ dev: { region: 'eu-west-1', profile: 'dev', account: accounts.dev, trustGithub } });
    const there = {
      profiles: ['dev'],
      region: 'us-east-1',
      settings: { trustGithub },
      place: behind('dev'),
    };
    const { error } = await stage.init(['stg'], there);
    expect(error).toMatchObject({
      code: 'WRONG_ACCOUNT',
      message: expect.stringContaining('would both have the role shop-pusher'),
      hint: 'gitenv init stg --no-trust-github',
    });
  });

  test('credentials that AWS does not accept', async () => {
    stage.profiles(
      `[profile bad]\nregion = eu-west-1\nendpoint_url = ${stage.machine.endpoint}\naws_access_key_id = AKIANOBODY\naws_secret_access_key = x\n`,
    );
    const { error } = await stage.init(['dev'], { profiles: ['bad'] });
    expect(error).toMatchObject({
      code: 'REFUSED_CREDENTIALS',
      exitCode: 4,
      hint: 'aws sts get-caller-identity --profile bad',
    });
  });

  test('a remote of that name that leads somewhere else', async () => {
    stage.git('remote', 'add', 'dev', 'https://example.com/shop.git');
    const { error } = await stage.init(['dev']);
    expect(error).toMatchObject({
      code: 'BAD_REMOTE',
      exitCode: 3,
      message: "The remote 'dev' already leads to https://example.com/shop.git.",
      hint: 'git remote rename dev dev-before',
    });
  });

  test('a broken gitenv.json, by file and reason', async () => {
    stage.write('gitenv.json', '{ "application": "shop", ');
    const { error } = await stage.init(['dev']);
    expect(error).toMatchObject({ code: 'BAD_CONFIG', exitCode: 3 });
    expect(error?.message).toContain(path.join(stage.repository, 'gitenv.json'));
  });

  test('an application or branch that gitenv.json contradicts', async () => {
    record({}, { branch: 'trunk' });
    expect((await stage.init(['dev'], { application: 'other' })).error).toMatchObject({
      code: 'USAGE',
      message: "gitenv.json says that the application is 'shop'.",
    });
    expect((await stage.init(['dev'], { branch: 'main' })).error).toMatchObject({
      code: 'USAGE',
      message: "gitenv.json says that the branch is 'trunk'.",
    });
  });

  test('an application of a name under which gitenv itself stores things', async () => {
    expect((await stage.init(['dev'], { application: 'bundles' })).error).toMatchObject({
      code: 'USAGE',
      message:
        "No application can be named 'bundles': gitenv stores things of its own under that name.",
    });
    expect((await stage.init(['dev'], { application: 'gitenv-shop' })).error).toMatchObject({
      code: 'USAGE',
      message:
        "No application can be named 'gitenv-shop': gitenv's own stacks have names that begin so, and its releases could change them.",
    });
    record({}, { application: 'sites' });
    expect((await stage.init(['dev'])).error).toMatchObject({ code: 'BAD_CONFIG' });
  });

  test('approval by the plan of a buildspec that exports none, and says what to add', async () => {
    stage.write('buildspec.yml', 'env:\n  exported-variables: [GITENV_BUNDLE]\nphases: {}\n');
    const settings = { approval: 'changes' } as const;
    const { error } = await stage.init(['dev', 'stg'], { settings });
    expect(error?.code).toBe('USAGE');
    expect(error?.message).toBe(
      "dev has approval by the plan ('changes'), and buildspec.yml exports no GITENV_PLAN, so that every release would fail before Approve; nothing was changed. A command of the build has to export GITENV_PLAN as empty, changes, destroys, or none if there is no plan. Add GITENV_PLAN to exported-variables below env in buildspec.yml, or take --approval.",
    );
    stage.write('buildspec.yml', 'env:\n  exported-variables: [GITENV_PLAN]\nphases: {}\n');
    expect((await stage.init(['dev'], { settings })).error).toBeUndefined();
  });

  test('approval by the plan that gitenv.json asks for, in the same way', async () => {
    stage.write('buildspec.yml', 'phases: {}\n');
    const dev = { region: 'eu-west-1', profile: 'dev', approval: 'destroys' };
    stage.write('gitenv.json', JSON.stringify({ application: 'shop', environments: { dev } }));
    expect((await stage.init(['dev'])).error?.message).toContain("by the plan ('destroys')");
    const settings = { approval: true };
    expect((await stage.init(['dev'], { settings })).error).toBeUndefined();
  });

  test('a template that CloudFormation cannot read', async () => {
    const { error } = await stage.init(['dev'], { template: '{"Resources":{}}' });
    expect(error).toMatchObject({ exitCode: 5 });
    expect(fs.existsSync(path.join(stage.repository, 'gitenv.json'))).toBe(false);
  });
});

describe('gitenv init leaves alone', () => {
  test('a default remote, an upstream and an origin that are there', async () => {
    stage.git('remote', 'add', 'origin', 'https://example.com/shop.git');
    expect((await stage.init(['dev'])).result?.defaultRemote).toBeUndefined();
    expect(() => stage.git('config', 'remote.pushDefault')).toThrow();
    expect(() => stage.git('config', 'branch.main.remote')).toThrow();
  });

  test('buildspecs that are there', async () => {
    stage.write('buildspec.yml', 'mine\n');
    const { result } = await stage.init(['dev']);
    expect(result?.files).toEqual(['gitenv.json']);
    expect(result?.kit).toBeUndefined();
    expect(stage.read('buildspec.yml')).toBe('mine\n');
  });

  test('everything else in gitenv.json, its order and its indentation', async () => {
    stage.write(
      'gitenv.json',
      '{\n\t"environments": {\n\t\t"qa": { "region": "eu-north-1", "approval": true }\n\t},\n\t"path": ["qa"],\n\t"application": "shop"\n}\n',
    );
    await stage.init(['dev'], { place: behind('qa') });
    const text = stage.read('gitenv.json');
    expect(text).toMatch(/^\{\n\t"environments": \{\n\t\t"qa": \{\n\t\t\t"region": "eu-north-1"/);
    const config = JSON.parse(text);
    expect(Object.keys(config)).toEqual(['environments', 'path', 'application']);
    expect(config.environments.qa).toEqual({ region: 'eu-north-1', approval: true });
    expect(config.path).toEqual(['qa', 'dev']);
  });

  test('a push refspec that somebody changed; an address of its own it brings up to date', async () => {
    await stage.init(['dev']);
    stage.git('config', 'remote.dev.push', 'HEAD:refs/heads/other');
    stage.git('remote', 'set-url', 'dev', 'gitenv://old@eu-west-1/my-shop');
    const { events } = await stage.init(['dev']);
    expect(events).toContainEqual({
      kind: 'remoteMoved',
      environment: 'dev',
      from: 'gitenv://old@eu-west-1/my-shop',
      to: 'gitenv://dev@eu-west-1/my-shop',
    });
    expect(stage.git('config', 'remote.dev.push')).toBe('HEAD:refs/heads/other');
  });
});
