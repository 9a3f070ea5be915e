import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { denied, standBetween } from '../deploy/faults';
import { application, install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
/** How far AWS's clock is ahead of this machine's, in ms. */
let ahead = 0;
beforeAll(async () => {
  stage = await setStage({ now: () => new Date(Date.now() + ahead) });
  await install(stage);
  await stage.commit('First');
  await stage.git(['push', 'dev']);
});
afterEach(async () => {
  ahead = 0;
  await stage.gitenv(['unlock', 'dev']);
});
afterAll(() => stage.destroy());

function client<C>(Client: new (config: object) => C): C {
  return new Client({ ...stage.machine.client(), systemClockOffset: ahead });
}

async function schedules(): Promise<(string | undefined)[]> {
  const { Schedules } = await client(SchedulerClient).send(new ListSchedulesCommand({}));
  return (Schedules ?? []).map(({ Name }) => Name);
}

async function pass(minutes: number): Promise<void> {
  ahead += minutes * 60_000;
  await schedules();
  await stage.machine.idle();
}

const lock = (...more: string[]) => stage.gitenv(['lock', 'dev', '--reason', 'migration', ...more]);
const json = async (...line: string[]) =>
  JSON.parse((await stage.gitenv([...line, '--json'])).stdout);
/** Of the newest release, by AWS itself: git would not take a clock that is so far ahead. */
async function newest() {
  const list = new ListPipelineExecutionsCommand({ pipelineName: application });
  return (await client(CodePipelineClient).send(list)).pipelineExecutionSummaries?.[0];
}

describe('a lock', () => {
  test('has a release wait that was started in the console, and lets it in when it ends', async () => {
    const locked = await lock('--for', '2h');
    expect(locked.stdout).toMatch(
      /^dev is locked by administrator until 20\d\d-\d\d-\d\d \d\d:\d\d UTC: migration\n$/,
    );
    const start = new StartPipelineExecutionCommand({ name: application });
    const { pipelineExecutionId } = await client(CodePipelineClient).send(start);
    await stage.machine.idle();
    expect(await newest()).toMatchObject({ pipelineExecutionId, status: 'InProgress' });
    expect((await stage.gitenv(['status'])).stdout).toContain('locked: dev is locked by');
    await stage.commit('Kept out');
    const refused = await stage.gitenv(['push', 'dev']);
    expect(refused.stderr).toMatch(
      / With --wait the same command stays .*\nhint: gitenv unlock dev\n$/,
    );
    await pass(122);
    expect(await newest()).toMatchObject({ pipelineExecutionId, status: 'Succeeded' });
    expect((await stage.gitenv(['status'])).stdout).not.toContain('locked');
    expect(await schedules()).toEqual([]);
  });

  test('over a lock is refused with whose it is and what to do', async () => {
    await lock('--for', '4h');
    const second = await lock('--for', '30m');
    expect(second).toMatchObject({ exitCode: 5, stdout: '' });
    expect(second.stderr).toMatch(
      /^gitenv: dev is locked by administrator until .* UTC: migration; nothing was changed\. Unlock it first, or add --replace to put the new lock in its place\.\nhint: gitenv unlock dev\n$/,
    );
    const shorter = await json('lock', 'dev', '--reason', 'shorter', '--for', '30m', '--replace');
    expect(shorter).toMatchObject({ environment: 'dev', by: 'administrator', reason: 'shorter' });
    expect((await json('status')).environments[0].closed).toEqual({
      by: 'administrator',
      until: shorter.until,
      reason: 'shorter',
      isOverdue: false,
    });
  });

  test.each(['20s', '31d'])('is not of %s', async (span) => {
    const refused = await stage.gitenv(['lock', 'dev', '--for', span]);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('a lock lasts 1 minute to 30 days');
    expect(refused.stderr).toContain('hint: gitenv lock dev --reason "why" --for 4h');
  });

  test('is opened by whoever unlocks, which says what that opened', async () => {
    await lock('--for', '4h');
    const unlocked = await stage.gitenv(['unlock', 'dev']);
    expect(unlocked.stdout).toMatch(
      /^dev is open again\. It was locked by administrator until .* UTC: migration\n$/,
    );
  });

  test('that nobody may end by a schedule is not made, and the policy for that is told', async () => {
    const faults = await standBetween(stage.machine.endpoint, (operation) =>
      /^(POST|PUT) shop-lock-ends$/.test(operation) ? denied : undefined,
    );
    const refused = await stage.gitenv(['lock', 'dev', '--reason', 'x'], {
      env: { AWS_ENDPOINT_URL: faults.endpoint },
    });
    await faults.close();
    expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    const [, policy = ''] =
      /needs this policy in account \d{12}: (\{.*\})$/m.exec(refused.stderr) ?? [];
    expect(JSON.parse(policy).Statement).toContainEqual(
      expect.objectContaining({
        Action: ['iam:PassRole'],
        Resource: 'arn:aws:iam::111111111111:role/shop-lock-eu-west-1',
      }),
    );
    expect((await stage.gitenv(['status'])).stdout).not.toContain('locked');
  });
});

describe('a lock to come', () => {
  test('is shown, begins, and ends', async () => {
    const from = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 16);
    const until = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 16);
    const made = await lock('--from', `${from}Z`, '--until', `${until}Z`);
    const words = `dev locks from ${from.replace('T', ' ')} UTC until ${until.replace('T', ' ')} UTC, by administrator: migration`;
    expect(made.stdout).toBe(`${words}\n`);
    expect((await stage.gitenv(['status'])).stdout).toContain(`lock: ${words}`);
    expect((await json('status')).environments[0]).toMatchObject({
      lockToCome: { from: `${from}:00.000Z`, until: `${until}:00.000Z`, reason: 'migration' },
    });
    expect((await json('doctor')).findings).toContainEqual(
      expect.objectContaining({ check: 'lock', outcome: 'ok', message: words }),
    );
    await pass(181);
    expect((await stage.gitenv(['status'])).stdout).toContain('locked: dev is locked by');
    await pass(120);
    expect((await stage.gitenv(['status'])).stdout).not.toContain('lock');
  });

  test('goes with the environment', async () => {
    const from = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 16);
    await lock('--from', `${from}Z`);
    expect(await schedules()).toEqual(['shop-lock-begins', 'shop-lock-ends']);
    const destroyed = await stage.gitenv(['destroy', 'dev', '--confirm', 'dev']);
    expect(destroyed).toMatchObject({ exitCode: 0 });
    expect(await schedules()).toEqual([]);
  });
});
