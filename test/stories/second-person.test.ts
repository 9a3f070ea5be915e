import path from 'node:path';
import { makeInstalledWorld, type World } from './world';

let world: World;
let robin: NodeJS.ProcessEnv;
beforeAll(async () => {
  world = await makeInstalledWorld();
  await world.ok('git push dev && git clone --quiet --origin elsewhere . ../clone');
  robin = {
    AWS_CONFIG_FILE: path.join(world.folder, 'robins-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(world.folder, 'robins-credentials'),
  };
  const rename = "sed 's/gitenv-/robin-/'";
  await world.ok(
    `${rename} "$AWS_CONFIG_FILE" > ../robins-config; ${rename} "$AWS_SHARED_CREDENTIALS_FILE" > ../robins-credentials`,
  );
});
afterAll(() => world.end());

const sh = (line: string) => world.sh(`cd ../clone && ${line}`, robin);
const ok = (line: string) => world.ok(`cd ../clone && ${line}`, robin);
const urlOf = (environment: string) => ok(`git remote get-url ${environment}`);

describe('a second person, whose profiles have other names', () => {
  test('is told of it by gitenv remotes, with the command that helps', async () => {
    const { status, stdout } = await sh('gitenv remotes');
    expect(status).toBe(0);
    expect(stdout).toContain(
      "your AWS config files have none of the profiles 'gitenv-dev', 'gitenv-stg', 'gitenv-prd'; to use profiles of your own names: gitenv remotes --profile dev=PROFILE --profile stg=PROFILE --profile prd=PROFILE\n",
    );
  });

  test.each(['gitenv push dev', 'git push dev', 'gitenv status', 'gitenv rollback dev --yes'])(
    'is told of it by %s',
    async (line) => {
      const { status, stderr, stdout } = await sh(line);
      expect(status).not.toBe(0);
      expect(stdout + stderr).toContain("No profile 'gitenv-dev' in the AWS config files");
      expect(stdout + stderr).toContain('gitenv remotes --profile dev=PROFILE');
    },
  );

  test('cannot name a profile that is not there', async () => {
    const { status, stderr } = await sh(
      'gitenv remotes --profile stg=robin-stg --profile dev=nope',
    );
    expect(status).toBe(4);
    expect(stderr).toContain(
      "No profile 'nope' in the AWS config files; there are robin-dev, robin-stg, robin-prd.",
    );
    expect(await urlOf('stg')).toBe('gitenv://gitenv-stg@eu-west-1/app');
  });

  test('names them once, and gitenv remotes keeps them', async () => {
    const { stdout } = await sh(
      'gitenv remotes --profile dev=robin-dev --profile stg=robin-stg --profile prd=robin-prd',
    );
    expect(stdout).not.toContain('your AWS config files');
    await ok('gitenv remotes');
    expect(await urlOf('dev')).toBe('gitenv://robin-dev@eu-west-1/app');
  });

  test('then releases, promotes, looks and goes back, in every spelling', async () => {
    await ok('git commit --quiet --allow-empty -m One && gitenv push dev');
    await ok('git commit --quiet --allow-empty -m Two && git push dev');
    await ok('gitenv promote stg && gitenv push prd');
    for (const line of ['status', 'history prd', 'diff prd', 'config list dev', 'logs dev'])
      expect(await sh(`gitenv ${line}`)).toMatchObject({ status: 0 });
    await ok('git commit --quiet --allow-empty -m Three && git push dev && git push stg');
    await ok('gitenv rollback dev --yes');
    const { stdout } = await sh('gitenv doctor');
    expect(stdout).not.toContain('No profile');
  });

  test('may upgrade an environment, and gitenv.json keeps the name that it has for all', async () => {
    const { status, stdout } = await sh('gitenv init dev --yes');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('dev') });
    expect(await ok('git diff gitenv.json')).toBe('');
    expect(await urlOf('dev')).toBe('gitenv://robin-dev@eu-west-1/app');
  });

  test('may leave it to the configuration of git', async () => {
    await ok('git remote set-url dev gitenv://eu-west-1/app');
    expect((await sh('gitenv history dev')).stderr).toContain("No profile 'gitenv-dev'");
    await ok('git config gitenv.dev.profile robin-dev && gitenv history dev && git ls-remote dev');
    await ok('gitenv remotes');
    expect(await urlOf('dev')).toBe('gitenv://robin-dev@eu-west-1/app');
  });
});
