import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld({
    build: `#!/usr/bin/env bash
set -e
[ "$LEVEL" = warn ]
[ "$TOKEN" = s3cret ]
[ -z "$HOST" ]
echo "found: $(cat kept/note 2>/dev/null || echo nothing)"
mkdir -p kept && echo "left by an earlier build" > kept/note
echo "token is $TOKEN"
`,
    deploy: '#!/usr/bin/env bash\n[ -z "$TOKEN" ] && [ "$HOST" = host-of-dev ]\n',
  });
});
afterAll(() => world.end());

/** Changes what gitenv.json says of dev. */
function say(settings: object): void {
  const config = JSON.parse(world.read('gitenv.json'));
  Object.assign(config.environments.dev, settings);
  world.write('gitenv.json', `${JSON.stringify(config, null, 2)}\n`);
}

async function stackFinding(): Promise<{ outcome: string; message: string; fix: string | null }> {
  const { stdout } = await world.sh('gitenv doctor --json');
  const { findings } = JSON.parse(stdout);
  return findings.find(
    (it: { check: string; environment: string }) =>
      it.check === 'stack' && it.environment === 'dev',
  );
}

describe('what gitenv.json says of builds and deploys', () => {
  test('is in the stack after gitenv init, and in every release', async () => {
    say({
      config: { HOST: 'parameter', TOKEN: 'secret' },
      variables: {
        build: { LEVEL: 'warn', TOKEN: { secret: 'app/TOKEN' } },
        deploy: { HOST: { parameter: '/app/HOST' } },
      },
      timeoutMinutes: { deploy: 90 },
      cache: 'bucket',
    });
    expect(await stackFinding()).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('gitenv.json names other variables'),
      fix: 'gitenv init dev',
    });
    await world.ok('gitenv init dev --yes');
    expect(await stackFinding()).toMatchObject({ outcome: 'ok' });
    await world.ok('printf s3cret | gitenv config set dev TOKEN');
    await world.ok('printf host-of-dev | gitenv config set dev HOST');
    world.write(
      'buildspec.yml',
      `${world.read('buildspec.yml')}\ncache:\n  paths:\n    - kept/**/*\n`,
    );
    await world.commit('Build with a cache');
    await world.ok('git push');
    const log = await world.ok('gitenv logs dev');
    expect(log).toContain('found: nothing');
    expect(log).toContain('token is ***');
    expect(log).not.toContain('s3cret');
  });

  test('lets a build find what the build of another commit has left', async () => {
    await world.commit('The next one');
    await world.ok('git push');
    expect(await world.ok('gitenv logs dev')).toContain('found: left by an earlier build');
  });

  test('is upgraded without a change where nothing else is said', async () => {
    expect((await world.sh('gitenv init dev --yes')).stderr).toContain('nothing changes');
  });

  test('of a network is kept by CodeBuild, and in the log of this machine', async () => {
    const network = {
      vpc: 'vpc-0a1b2c3d4e5f60718',
      subnets: ['subnet-0a1b2c3d'],
      securityGroups: ['sg-0a1b2c3d'],
    };
    say({ network });
    await world.ok('gitenv init dev --yes');
    await world.commit('In a network');
    await world.ok('git push');
    expect(await world.ok('gitenv logs dev --raw')).toContain(
      'On the network of this machine, which stands for vpc-0a1b2c3d4e5f60718',
    );
    const { stdout } = await world.sh('gitenv doctor --json');
    const { findings } = JSON.parse(stdout);
    expect(findings.find((it: { check: string }) => it.check === 'network')).toMatchObject({
      outcome: 'problem',
      message: expect.stringContaining('ec2'),
    });
    say({ network: false });
    await world.ok('gitenv init dev --yes');
  });

  test('of variables is what the file says now: one that is taken out is gone', async () => {
    say({ variables: { build: { LEVEL: 'info' } } });
    await world.ok('gitenv init dev --yes');
    await world.commit('Without a token');
    expect((await world.sh('git push')).status).not.toBe(0);
  });
});
