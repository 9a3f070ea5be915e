import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Look } from './kit-world';
import { makeInstalledWorld, type World } from './world';

let world: World;
let released: string;
beforeAll(async () => {
  world = await makeInstalledWorld();
  declare({ PAGE_SIZE: 'parameter', API_KEY: 'secret' });
  await world.ok(
    'for e in dev stg; do echo 50 | gitenv config set $e PAGE_SIZE; echo first-key | gitenv config set $e API_KEY; done',
  );
  released = await world.commit('Declare what is needed');
  await world.ok('git push && gitenv promote stg');
});
afterAll(() => world.end());

function declare(config: object): void {
  const file = JSON.parse(world.read('gitenv.json'));
  world.write('gitenv.json', JSON.stringify({ ...file, config }, null, 2));
}

async function setting(environment: string, name: string) {
  const { settings } = JSON.parse(await world.ok(`gitenv config list ${environment} --json`));
  return settings.find((it: { name: string }) => it.name === name);
}

const releases = async (environment: string) =>
  JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases;

describe('gitenv config rotate', () => {
  test('puts a value in place of another, and says how it comes to be read', async () => {
    const before = await setting('dev', 'API_KEY');
    const said = await world.ok('echo second-key | gitenv config rotate dev API_KEY');
    expect(said).toBe(
      'dev: API_KEY has a new value in the secret app/API_KEY; AWS keeps the one before as AWSPREVIOUS\nnext: gitenv redeploy dev',
    );
    const after = await setting('dev', 'API_KEY');
    expect(after.version).not.toBe(before.version);
    expect(after.lack).toBeNull();
  });

  test('makes a value that nobody has seen, and has it read', async () => {
    const [{ id }] = await releases('stg');
    const answer = JSON.parse(
      await world.ok('gitenv config rotate stg PAGE_SIZE --generate --length 40 --redeploy --json'),
    );
    expect(answer).toMatchObject({
      environment: 'stg',
      name: 'PAGE_SIZE',
      before: '1',
      after: '2',
      deployed: { commit: released },
    });
    const ssm = new SSMClient(new Look(world, 'stg').settings);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/app/PAGE_SIZE' }));
    expect(Parameter?.Value).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(JSON.stringify(answer)).not.toContain(Parameter?.Value);
    const [newest] = await releases('stg');
    expect(newest).toMatchObject({ commit: released, status: 'Succeeded' });
    expect(newest.id).not.toBe(id);
  });

  test('has nothing to replace where there is no value', async () => {
    const { status, stderr } = await world.sh('echo x | gitenv config rotate prd API_KEY');
    expect(status).toBe(5);
    expect(stderr).toBe(
      'gitenv: prd has no value of API_KEY to be replaced.\nhint: gitenv config set prd API_KEY\n',
    );
  });

  test.each([
    ['gitenv config rotate dev API_KEY --length 20', '--length needs --generate'],
    ['gitenv config rotate dev API_KEY --generate --length 8', 'no number from 16 to 128'],
    ['gitenv config rotate dev API_KEY s3cret', 'taken from the command line'],
  ])('refuses %s', async (line, why) => {
    const { status, stderr } = await world.sh(line);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('s3cret');
    expect(stderr).not.toContain('gitenv config set');
  });
});

describe('gitenv config diff', () => {
  test('shows what two environments have, side by side', async () => {
    const said = await world.ok('gitenv config diff stg prd');
    expect(said).toMatch(/^name +kept as +stg +prd$/m);
    expect(said).toMatch(/^PAGE_SIZE +parameter \/app\/PAGE_SIZE +\S.* +missing$/m);
    expect(said).toMatch(/^API_KEY +secret app\/API_KEY +\S.* +missing$/m);
    expect(said).not.toContain('first-key');
  });

  test('answers with all that AWS says of them', async () => {
    const { environments, settings } = JSON.parse(
      await world.ok('gitenv config diff stg prd --json'),
    );
    expect(environments).toEqual(['stg', 'prd']);
    expect(settings).toMatchObject([
      { name: 'PAGE_SIZE', one: { lack: null, version: '2' }, other: { lack: 'missing' } },
      { name: 'API_KEY', one: { lack: null }, other: { lack: 'missing' } },
    ]);
  });

  test('tells what is declared for one of them alone', async () => {
    const file = JSON.parse(world.read('gitenv.json'));
    file.environments.prd.config = { API_KEY: false };
    world.write('gitenv.json', JSON.stringify(file, null, 2));
    expect(await world.ok('gitenv config diff stg prd')).toMatch(/^API_KEY .* not declared$/m);
    await world.ok('git checkout --quiet gitenv.json');
  });
});

describe('gitenv config unset', () => {
  test('asks, and deletes nothing where nobody can be asked', async () => {
    const { status, stderr } = await world.sh('gitenv config unset dev PAGE_SIZE');
    expect(status).toBe(2);
    expect(stderr).toContain(`dev runs ${released.slice(0, 8)}, which declares PAGE_SIZE`);
    expect(stderr).toContain('It cannot be restored: AWS keeps no parameter that was deleted.');
    expect((await setting('dev', 'PAGE_SIZE')).lack).toBeNull();
  });

  test('deletes a parameter, without which a release does not start', async () => {
    expect(await world.ok('gitenv config unset dev PAGE_SIZE --yes')).toBe(
      'dev: PAGE_SIZE is unset: the parameter /app/PAGE_SIZE is deleted',
    );
    expect((await setting('dev', 'PAGE_SIZE')).lack).toBe('missing');
    await world.commit('Something else');
    expect((await world.sh('git push')).stderr).toContain('dev lacks configuration that');
    const again = await world.sh('gitenv config unset dev PAGE_SIZE --yes');
    expect(again.status).toBe(5);
    expect(again.stderr).toContain('dev has no value of PAGE_SIZE; nothing was changed.');
  });

  test('leaves a secret for 30 days, and says how it comes back', async () => {
    const said = await world.ok('gitenv config unset dev API_KEY --yes');
    expect(said).toMatch(
      /^dev: API_KEY is unset: the secret app\/API_KEY can be restored until \d{4}-\d\d-\d\d\nto restore: aws secretsmanager restore-secret --secret-id app\/API_KEY --region eu-west-1 --profile gitenv-dev$/,
    );
    expect((await setting('dev', 'API_KEY')).lack).toBe('scheduled for deletion');
    const again = await world.sh('gitenv config unset dev API_KEY --yes');
    expect(again.stderr).toContain('is scheduled for deletion already; nothing was changed.');
  });

  test('takes a name that gitenv.json has no more from the commit that had it', async () => {
    declare({ PAGE_SIZE: 'parameter' });
    await world.commit('Need no key');
    const { status, stderr } = await world.sh('gitenv config unset stg API_KEY --yes');
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("no 'API_KEY'"),
    });
    await world.ok(`gitenv config unset stg API_KEY --at ${released} --yes`);
    expect(await world.ok(`gitenv config list stg`)).not.toContain('API_KEY');
  });
});
