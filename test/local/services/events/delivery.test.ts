import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { type Outcome, recordedOf } from '../../../../lib/local/services/events/model/records';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';

let machine: TestMachine;
let client: EventBridgeClient;
const queue = 'arn:aws:sqs:eu-west-1:111111111111:heard';

beforeEach(async () => {
  machine = await startMachine();
  client = new EventBridgeClient(machine.client());
});
afterEach(() => machine.destroy());

async function rule(Name: string, pattern: unknown, target: Record<string, unknown> = {}) {
  await client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  await client.send(
    new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'one', Arn: queue, ...target }] }),
  );
}

async function send(...details: unknown[]) {
  return client.send(
    new PutEventsCommand({
      Entries: details.map((detail) => ({
        Source: 'team.app',
        DetailType: 'Note',
        Detail: JSON.stringify(detail),
      })),
    }),
  );
}

async function recorded(): Promise<readonly Outcome[]> {
  await machine.idle();
  return recordedOf(machine.machine.context(serviceCaller(testAccount), testRegion)).list();
}

describe('the event bus', () => {
  test("hands an event to the targets of the rules that match it, in the target's own words", async () => {
    await rule(
      'loud',
      { source: ['team.app'], detail: { level: ['high'] } },
      { InputTransformer: { InputPathsMap: { l: '$.detail.level' }, InputTemplate: '"<l>!"' } },
    );
    await send({ level: 'high' }, { level: 'low' });
    expect((await recorded()).map(({ input }) => input)).toEqual(['"high!"']);
  });

  test('fills in what the sender does not say', async () => {
    await rule('all', { source: ['team.app'] });
    const { Entries } = await send({ a: 1 });
    const [outcome] = await recorded();
    expect(JSON.parse(outcome?.input ?? '')).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Note',
      source: 'team.app',
      account: '111111111111',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'eu-west-1',
      resources: [],
      detail: { a: 1 },
    });
  });

  test('takes the time that the sender gives', async () => {
    await rule('all', { source: ['team.app'] });
    const Time = new Date('2026-01-02T03:04:05Z');
    await client.send(
      new PutEventsCommand({
        Entries: [{ Source: 'team.app', DetailType: 'Note', Detail: '{}', Time }],
      }),
    );
    const [outcome] = await recorded();
    expect(JSON.parse(outcome?.input ?? '').time).toBe('2026-01-02T03:04:05Z');
  });

  test('is the default one of the account, and no other is there', async () => {
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default']);
    const put = new PutRuleCommand({ Name: 'x', EventBusName: 'own', EventPattern: '{"a":["b"]}' });
    await expect(client.send(put)).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining('event bus own'),
    });
  });

  test('hands nothing to a disabled rule', async () => {
    await rule('all', { source: ['team.app'] });
    await client.send(new DisableRuleCommand({ Name: 'all' }));
    await send({ a: 1 });
    expect(await recorded()).toEqual([]);
  });

  test('refuses events that only AWS may send, and takes the others', async () => {
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'aws.codecommit', DetailType: 'x', Detail: '{}' },
          { Source: 'team.app', DetailType: 'x', Detail: '{' },
          { Source: 'team.app', DetailType: 'x', Detail: '{}' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      undefined,
    ]);
  });

  test('keeps rules over a restart, and deletes one only without targets', async () => {
    await rule('all', { source: ['team.app'] });
    machine = await machine.restart();
    client = new EventBridgeClient(machine.client());
    expect(await client.send(new DescribeRuleCommand({ Name: 'all' }))).toMatchObject({
      Arn: 'arn:aws:events:eu-west-1:111111111111:rule/all',
      State: 'ENABLED',
      EventBusName: 'default',
    });
    await expect(client.send(new DeleteRuleCommand({ Name: 'all' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await client.send(new RemoveTargetsCommand({ Rule: 'all', Ids: ['one'] }));
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'all' }));
    expect(Targets).toEqual([]);
    await client.send(new DeleteRuleCommand({ Name: 'all' }));
    await expect(client.send(new DescribeRuleCommand({ Name: 'all' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test.each([
    [
      'a function, which is not on this machine',
      { Arn: 'arn:aws:lambda:eu-west-1:111111111111:function:f' },
      /lambda/,
    ],
    ['two inputs at once', { Input: '{}', InputPath: '$.detail' }, /Only one of/],
    [
      'a placeholder nobody fills',
      { InputTransformer: { InputTemplate: '{"a":<b>}' } },
      /placeholder b/,
    ],
    ['a constant that is not JSON', { Input: '{' }, /JSON/],
  ])('refuses a target with %s', async (_, target, reason) => {
    await expect(rule('all', { source: ['team.app'] }, target)).rejects.toThrow(reason);
  });

  test('tests a pattern against an event', async () => {
    const event = {
      id: '1',
      account: '1',
      source: 'a',
      time: 't',
      region: 'r',
      resources: [],
      'detail-type': 'd',
    };
    const ask = (source: string) =>
      client.send(
        new TestEventPatternCommand({
          EventPattern: JSON.stringify({ source: [source] }),
          Event: JSON.stringify(event),
        }),
      );
    expect((await ask('a')).Result).toBe(true);
    expect((await ask('b')).Result).toBe(false);
  });
});
