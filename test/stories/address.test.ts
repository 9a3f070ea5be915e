import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { Look } from './kit-world';
import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
});
afterAll(() => world.end());

async function declare(url: unknown, ofDev?: unknown): Promise<void> {
  const config = JSON.parse(world.read('gitenv.json'));
  const { url: _, ...dev } = config.environments.dev;
  config.environments.dev = ofDev === undefined ? dev : { ...dev, url: ofDev };
  world.write('gitenv.json', `${JSON.stringify({ ...config, url }, null, 2)}\n`);
  await world.commit('Say where the application answers');
}

describe('the address of the application', () => {
  test('is asked for in words if gitenv.json does not say it', async () => {
    const { status, stderr } = await world.sh('gitenv open dev --app');
    expect(status).toBe(3);
    expect(stderr).toContain('gitenv.json does not say where the application in dev answers');
    await world.ok('git push');
    expect((await world.sh('gitenv redeploy dev')).stderr).not.toContain('is at');
  });

  test('is said at the end of each release, and opened', async () => {
    await declare('https://{environment}.example.com/');
    const said = 'dev: is at https://dev.example.com/';
    expect((await world.sh('git push')).stderr).toContain(said);
    expect((await world.sh('gitenv redeploy dev')).stderr).toContain(said);
    expect((await world.sh('gitenv promote stg')).stderr).toContain('stg: is at https://stg.');
    expect(await world.ok('gitenv open stg --app --print')).toBe('https://stg.example.com/');
    expect(JSON.parse(await world.ok('gitenv open dev --app --json'))).toEqual({
      environment: 'dev',
      address: 'https://dev.example.com/',
    });
  });

  test('is read from an output of a stack, and what is missing of that is said', async () => {
    await declare({ output: 'Url', stack: 'app-{environment}-web' });
    const none = 'is not known: there is no stack app-dev-web';
    const pushed = await world.sh('git push');
    expect({ status: pushed.status, said: pushed.stderr.includes(none) }).toEqual({
      status: 0,
      said: true,
    });
    await new Look(world, 'dev').cloudformation.send(
      new CreateStackCommand({
        StackName: 'app-dev-web',
        TemplateBody: JSON.stringify({
          Resources: { Log: { Type: 'AWS::Logs::LogGroup' } },
          Outputs: { Url: { Value: 'https://web.example.com' }, Log: { Value: { Ref: 'Log' } } },
        }),
      }),
    );
    await world.ok('until gitenv open dev --app; do sleep 0.1; done');
    expect(await world.ok('gitenv open dev --app')).toBe('https://web.example.com');
    expect((await world.sh('gitenv redeploy dev')).stderr).toContain(
      'dev: is at https://web.example.com',
    );
    await declare(undefined, { output: 'Log', stack: 'app-dev-web' });
    const { status, stderr } = await world.sh('gitenv open dev --app');
    expect(status).toBe(3);
    expect(stderr).toMatch(/the output Log of the stack app-dev-web is no address: /);
  });

  test('can be left out for one environment, and has to be an address', async () => {
    await declare('https://example.com', false);
    expect((await world.sh('gitenv open dev --app')).status).toBe(3);
    expect(await world.ok('gitenv open stg --app')).toBe('https://example.com');
    await declare('javascript:alert(1)');
    const { status, stderr } = await world.sh('gitenv open dev --app');
    expect(status).toBe(3);
    expect(stderr).toContain('url: a url is "https://…", or { "output": "<name>" }');
  });
});
