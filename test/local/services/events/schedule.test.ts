import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { serviceCaller } from '../../../../lib/local/base/caller';
import type { Service } from '../../../../lib/local/base/service';
import { jsonProtocol } from '../../../../lib/local/protocol/json';
import { cloudformation } from '../../../../lib/local/services/cloudformation';
import { events } from '../../../../lib/local/services/events';
import { readSchedule } from '../../../../lib/local/services/events/engine/schedule';
import {
  recordedOf,
  rulesOf,
  undeliveredOf,
} from '../../../../lib/local/services/events/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';

const queue = `arn:aws:sqs:${testRegion}:${testAccount}:heard`;
const project = `arn:aws:codebuild:${testRegion}:${testAccount}:project/watch`;

describe('a schedule expression', () => {
  test.each([
    ['rate(1 minute)', '2026-11-21T12:00:30Z', '2026-11-21T12:01:30'],
    ['rate(5 minutes)', '2026-11-21T12:00:30Z', '2026-11-21T12:05:30'],
    ['rate(12 hours)', '2026-11-21T12:00:00Z', '2026-11-22T00:00:00'],
    ['rate(1 day)', '2026-11-21T12:00:00Z', '2026-11-22T12:00:00'],
    ['cron(0 10 * * ? *)', '2026-11-21T12:00:00Z', '2026-11-22T10:00:00'],
    ['cron(0 12 * * ? *)', '2026-11-21T12:00:00Z', '2026-11-22T12:00:00'],
    ['cron(15 12 * * ? *)', '2026-11-21T12:00:00Z', '2026-11-21T12:15:00'],
    ['cron(0 18 ? * MON-FRI *)', '2026-11-21T12:00:00Z', '2026-11-23T18:00:00'],
    ['cron(0/10 * ? * 2-6 *)', '2026-11-23T12:01:00Z', '2026-11-23T12:10:00'],
    ['cron(0 9 L * ? *)', '2026-11-21T12:00:00Z', '2026-11-30T09:00:00'],
    ['cron(0 9 3W * ? *)', '2026-09-30T12:00:00Z', '2026-10-02T09:00:00'],
    ['cron(0 9 ? * 3#2 *)', '2026-11-21T12:00:00Z', '2026-12-08T09:00:00'],
    ['cron(0 0 29 FEB ? *)', '2026-11-21T12:00:00Z', '2028-02-29T00:00:00'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-21T12:00:00Z', undefined],
  ])('%s after %s', (expression, after, expected) => {
    const at = new Date(after);
    expect(readSchedule(expression)(at, at)?.toISOString().slice(0, 19)).toBe(expected);
  });

  test.each([
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(1.5 hours)',
    'rate(30 seconds)',
    'rate(-1 minute)',
    'rate(minute)',
    '5 minutes',
    'at(2026-11-21T12:00:00)',
    'cron(0 10 * * *)',
    'cron(0 10 * * ? * *)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 1 * MON *)',
    'cron(60 10 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 10 32 * ? *)',
    'cron(0 10 ? * 0 *)',
    'cron(0 10 ? * 8 *)',
    'cron(0 10 * 13 ? *)',
    'cron(0 10 * ? * *)',
    'cron(0 10 ? * MON#6 *)',
    'cron(0 10 * * ? 1969)',
    'cron(x 10 * * ? *)',
    'cron(0 10 * * ? *',
    '',
  ])('%j is refused', (expression) => {
    expect(() => readSchedule(expression)).toThrow('Parameter ScheduleExpression is not valid.');
  });
});

let machine: TestMachine;
let client: EventBridgeClient;
let now: Date;
let builds: object[];
/** Hears of the first build. */
let took: (input: object) => void;

/** A CodeBuild that takes what it is asked for. */
const codebuild: Service = {
  name: 'codebuild',
  protocol: jsonProtocol('codebuild'),
  operations: {},
  internal: {
    StartBuild(input: object) {
      builds.push(input);
      took(input);
    },
  },
};

beforeEach(async () => {
  now = new Date();
  builds = [];
  took = () => undefined;
  machine = await startMachine({ services: [cloudformation, events, codebuild], now: () => now });
  client = new EventBridgeClient(machine.client());
});
afterEach(() => machine.destroy());

const context = () => machine.machine.context(serviceCaller(testAccount), testRegion);

async function schedule(ScheduleExpression: string, more: Partial<PutRuleCommandInput> = {}) {
  await client.send(new PutRuleCommand({ Name: 'timed', ScheduleExpression, ...more }));
}

async function target(more: Partial<Target> = {}) {
  const Targets = [{ Id: 'one', Arn: queue, ...more }];
  await client.send(new PutTargetsCommand({ Rule: 'timed', Targets }));
}

const iso = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** What was sent to the queue once so much time has passed and somebody asks. */
async function later(minutes: number): Promise<readonly { time: string }[]> {
  now = new Date(now.getTime() + minutes * 60_000);
  await client.send(new ListRulesCommand({}));
  await machine.idle();
  return recordedOf(context())
    .list()
    .map(({ input }) => JSON.parse(input));
}

describe('a rule with a schedule', () => {
  test('sends its target an event whenever it is due', async () => {
    const start = now;
    await schedule('rate(2 minutes)');
    await target();
    expect(await later(1)).toEqual([]);
    expect(await later(1)).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: testAccount,
        time: iso(new Date(start.getTime() + 120_000)),
        region: testRegion,
        resources: [`arn:aws:events:${testRegion}:${testAccount}:rule/timed`],
        detail: {},
      },
    ]);
    expect(await later(1)).toHaveLength(1);
    expect(await later(1)).toHaveLength(2);
  });

  test('that is noticed late fires once, and keeps its beat', async () => {
    const start = now;
    await schedule('rate(2 minutes)');
    await target();
    expect(await later(5)).toHaveLength(1);
    const times = (await later(1)).map(({ time }) => time);
    expect(times).toEqual([2, 6].map((m) => iso(new Date(start.getTime() + m * 60_000))));
  });

  test('is told and listed with it', async () => {
    await schedule('cron(0 10 * * ? *)', { Description: 'daily' });
    const shown = { Name: 'timed', ScheduleExpression: 'cron(0 10 * * ? *)', State: 'ENABLED' };
    const described = await client.send(new DescribeRuleCommand({ Name: 'timed' }));
    expect(described).toMatchObject(shown);
    expect(described.EventPattern).toBeUndefined();
    expect((await client.send(new ListRulesCommand({}))).Rules).toMatchObject([shown]);
  });

  test('does not fire while it is disabled, and counts from when it is enabled again', async () => {
    await schedule('rate(2 minutes)', { State: 'DISABLED' });
    await target();
    expect(await later(3)).toEqual([]);
    await client.send(new EnableRuleCommand({ Name: 'timed' }));
    expect(await later(1)).toEqual([]);
    expect(await later(1)).toHaveLength(1);
    await client.send(new DisableRuleCommand({ Name: 'timed' }));
    expect(await later(3)).toHaveLength(1);
  });

  test('keeps its times when anything else about it changes', async () => {
    await schedule('rate(2 minutes)');
    await target();
    await later(1);
    await schedule('rate(2 minutes)', { Description: 'said' });
    expect(await later(1)).toHaveLength(1);
    await later(1);
    await schedule('rate(3 minutes)');
    expect(await later(2)).toHaveLength(1);
    expect(await later(1)).toHaveLength(2);
  });

  test('fires without anybody asking', async () => {
    const built = new Promise<object>((resolve) => {
      took = resolve;
    });
    await schedule('rate(1 minute)');
    await target({ Arn: project });
    // The timer is set anew, to what is left.
    now = new Date(now.getTime() + 59_999);
    await client.send(new PutRuleCommand({ Name: 'other', ScheduleExpression: 'rate(1 day)' }));
    now = new Date(now.getTime() + 1);
    expect(await built).toMatchObject({ projectName: 'watch' });
  });

  test('goes on after a restart, without what was missed', async () => {
    await schedule('rate(2 minutes)');
    await target();
    now = new Date(now.getTime() + 3 * 60_000);
    machine = await machine.restart();
    client = new EventBridgeClient(machine.client());
    expect(await later(0)).toEqual([]);
    expect(await later(1)).toHaveLength(1);
  });

  test('may have a pattern too, and is refused without either or with what AWS refuses', async () => {
    await schedule('rate(1 day)', { EventPattern: '{"source":["a"]}' });
    expect(rulesOf(context()).get('timed')).toMatchObject({ eventPattern: '{"source":["a"]}' });
    const neither = client.send(new PutRuleCommand({ Name: 'neither' }));
    await expect(neither).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(schedule('rate(1 days)')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter ScheduleExpression is not valid.',
    });
  });
});

describe('a build on a schedule', () => {
  test('is started with what its input says', async () => {
    const Input = JSON.stringify({
      sourceVersion: 'c0ffee',
      environmentVariablesOverride: [{ name: 'WATCH', value: 'yes' }],
    });
    await schedule('rate(1 minute)');
    await target({ Arn: project, Input });
    await later(1);
    expect(builds).toEqual([
      {
        projectName: 'watch',
        sourceVersion: 'c0ffee',
        environmentVariablesOverride: [{ name: 'WATCH', value: 'yes' }],
        idempotencyToken: expect.any(String),
      },
    ]);
  });

  test('is started by a rule of a stack', async () => {
    const Targets = [{ Id: 'build', Arn: project, RoleArn: 'arn:aws:iam::111111111111:role/r' }];
    const Properties = { Name: 'timed', ScheduleExpression: 'rate(1 minute)', Targets };
    const Resources = { Timed: { Type: 'AWS::Events::Rule', Properties } };
    const TemplateBody = JSON.stringify({ Resources });
    await new CloudFormationClient(machine.client()).send(
      new CreateStackCommand({ StackName: 'watch', TemplateBody }),
    );
    await machine.idle();
    await later(1);
    expect(builds).toMatchObject([{ projectName: 'watch' }]);
  });

  test('is started as its project says without one', async () => {
    await schedule('rate(1 minute)');
    await target({ Arn: project });
    await later(1);
    expect(builds).toEqual([{ projectName: 'watch', idempotencyToken: expect.any(String) }]);
  });

  test('whose input StartBuild would not take is kept with the reason', async () => {
    await schedule('rate(1 minute)');
    await target({ Arn: project, Input: '{"environmentVariablesOverride":"WATCH"}' });
    await later(1);
    expect(builds).toEqual([]);
    expect(undeliveredOf(context()).list()).toMatchObject([
      { reason: expect.stringContaining('SerializationException') },
    ]);
  });
});
