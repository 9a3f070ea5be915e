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
    await world.ok('gitenv -C ../clone remotes --profile prd=my-own');
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
    await world.ok('git push stg');
    const { status, stderr, stdout } = await world.sh('gitenv destroy stg --confirm stg');
    expect(status).toBe(0);
    expect(stderr).toMatch(/stays, with its content:\n(.*\n)*? +AWS::CodeCommit::Repository/);
    expect(stdout).toMatch(/^stg is removed\./);
    expect(await world.ok('git remote')).not.toContain('stg');
    expect(world.read('gitenv.json')).not.toContain('"stg"');
    await world.ok('gitenv init stg --yes');
    const tip = await world.ok('git ls-remote stg refs/heads/main');
    expect(tip).toContain(await world.ok('git rev-parse HEAD'));
    expect((await world.sh('gitenv push stg')).status).toBe(0);
  });
});
