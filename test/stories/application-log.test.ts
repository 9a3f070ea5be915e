import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { Look, makeExampleWorld } from './kit-world';
import type { World } from './world';

let world: World;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  world = await makeExampleWorld('quotas');
  await world.ok(
    'gitenv init dev --kit cloudformation --deploy-policy arn:aws:iam::aws:policy/AdministratorAccess --build-policy arn:aws:iam::aws:policy/ReadOnlyAccess --yes',
  );
  await world.commit('Deploy with gitenv');
  logs = new CloudWatchLogsClient(new Look(world, 'dev').settings);
});
afterAll(() => world.end());

async function makeGroup(logGroupName: string): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
}

async function log(logGroupName: string, message: string, ageMs = 0): Promise<void> {
  const logEvents = [{ timestamp: Date.now() - ageMs, message }];
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
}

async function declare(groups: unknown): Promise<void> {
  const config = JSON.parse(world.read('gitenv.json'));
  world.write('gitenv.json', `${JSON.stringify({ ...config, logs: groups }, null, 2)}\n`);
}

describe('what the application itself logs', () => {
  test('is that of the stack which the kit deploys', async () => {
    const before = await world.sh('gitenv logs dev --app');
    expect(before).toMatchObject({ status: 3, stdout: '' });
    expect(before.stderr).toContain(
      'The log of the application in dev is not known: there is no stack app',
    );
    await world.ok('git push dev');
    const { status, stdout, stderr } = await world.sh('gitenv logs dev --app');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('dev: nothing was logged in the last 10m');
    const [, group = ''] = /the last 10m of (\S+)/.exec(stderr) ?? [];
    await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 'one' }));
    await log(group, 'a request\n');
    expect(await world.ok('gitenv logs dev --app')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} a request$/);
  });

  test('is that of the groups that are named, in the order of time, and as far back as is asked', async () => {
    await declare(['/shop/{environment}', '/shop/nobody', '/shop/web']);
    for (const group of ['/shop/dev', '/shop/web']) await makeGroup(group);
    await log('/shop/dev', 'an old one', 3_600_000);
    await log('/shop/dev', 'first', 30_000);
    await log('/shop/web', 'second\n  on two lines', 20_000);
    await log('/shop/dev', '\u001b[2Jthird', 10_000);
    const { stdout, stderr } = await world.sh('gitenv logs dev --app -q');
    expect(stderr).toBe('dev: there is no log group /shop/nobody\n');
    const lines = stdout.trim().split('\n');
    expect(lines.map((it) => it.replace(/^\d\S+ /, ''))).toEqual([
      '/shop/dev first',
      '/shop/web second',
      '    on two lines',
      '/shop/dev third',
    ]);
    expect(await world.ok('gitenv logs dev --app --since 2h')).toContain('an old one');
    const [event] = (await world.ok('gitenv logs dev --app --json')).split('\n');
    expect(JSON.parse(event ?? '')).toEqual({
      id: expect.any(String),
      group: '/shop/dev',
      stream: 'one',
      time: expect.stringMatching(/Z$/),
      text: 'first',
    });
  });

  test('is followed, and nothing of it is said twice', async () => {
    await declare('/shop/dev');
    const read = world.sh("timeout 15 gitenv logs dev --app --follow | sed '/the last of all/q'");
    await world.ok('sleep 3');
    await log('/shop/dev', 'while it is followed');
    await world.ok('sleep 3');
    await log('/shop/dev', 'the last of all');
    const { stdout } = await read;
    const said = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, ''));
    expect(said.slice(-2)).toEqual(['while it is followed', 'the last of all']);
    expect(new Set(said).size).toBe(said.length);
  });

  test('is asked for in words that can be taken', async () => {
    expect((await world.sh('gitenv logs dev HEAD --app')).status).toBe(2);
    expect((await world.sh('gitenv logs dev --since 10m')).stderr).toContain(
      'hint: gitenv logs dev --app --since 10m',
    );
    expect((await world.sh('gitenv logs dev --app --since soon')).status).toBe(2);
    await declare(['a b']);
    expect((await world.sh('gitenv logs dev --app')).stderr).toContain('logs');
  });
});
