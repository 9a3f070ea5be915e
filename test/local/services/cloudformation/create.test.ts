import { DescribeEventsCommand, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import type { TestMachine } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  item,
  outputs,
  shelved,
  startShelves,
  story,
  template,
} from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startShelves();
});
afterAll(() => machine.destroy());

describe('creating a stack', () => {
  test('creates resources in dependency order and reports its outputs', async () => {
    const body = template(
      {
        Third: item({ Name: 'third', Value: { 'Fn::GetAtt': ['Second', 'Arn'] } }),
        First: item({ Name: 'first', Value: 'one' }),
        Second: item({ Name: 'second', Value: { 'Fn::Sub': 'after ${First}' } }),
      },
      { Outputs: { Third: { Value: { Ref: 'Third' }, Description: 'the last' } } },
    );
    const stack = await create(machine, 'ordered', body);
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect(outputs(stack)).toEqual({ Third: 'third' });
    expect(await shelved(machine)).toMatchObject({
      second: { value: 'after first' },
      third: { value: 'arn:aws:shelf:::second' },
    });
    const line = await story(machine, 'ordered');
    expect(line.filter((event) => event.endsWith('CREATE_COMPLETE'))).toEqual([
      'First CREATE_COMPLETE',
      'Second CREATE_COMPLETE',
      'Third CREATE_COMPLETE',
      'ordered CREATE_COMPLETE',
    ]);
  });

  test('gives resources without a name one made of stack, logical id and chance', async () => {
    const stack = await create(
      machine,
      'nameless',
      template({ Thing: item() }, { Outputs: { Name: { Value: { Ref: 'Thing' } } } }),
    );
    expect(outputs(stack).Name).toMatch(/^nameless-Thing-[A-Z0-9]{12}$/);
  });

  test('rolls back what it made when a resource fails, and says which and why', async () => {
    const body = template({
      Good: item({ Name: 'good' }),
      Bad: item({ Name: 'bad', Fail: true, Value: { Ref: 'Good' } }),
    });
    const stack = await create(machine, 'failing', body);
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(Object.keys(await shelved(machine))).not.toContain('good');
    const reasons = (await events(machine, 'failing')).map((event) => event.ResourceStatusReason);
    expect(reasons).toContain('bad is broken');
    expect(reasons).toContain(
      'The following resource(s) failed to create: [Bad]. Rollback requested by user.',
    );
  });

  test.each([
    ['DO_NOTHING', 'CREATE_FAILED', true],
    ['DELETE', 'DELETE_COMPLETE', false],
  ] as const)('with OnFailure %s ends %s', async (OnFailure, status, remains) => {
    const name = `kept-${OnFailure.toLowerCase().replace('_', '-')}`;
    const body = template({
      Good: item({ Name: name }),
      Bad: item({ Fail: true, Value: { Ref: 'Good' } }),
    });
    const stack = await create(machine, name, body, { OnFailure });
    expect(stack.StackStatus).toBe(status);
    expect(Object.keys(await shelved(machine)).includes(name)).toBe(remains);
    expect((await describeStack(machine, stack.StackId ?? '')).StackStatus).toBe(status);
  });

  test.each([
    ['Test::Nothing::Here', {}, 'Test::Nothing::Here is not implemented by this emulator'],
    [
      'Test::Shelf::Item',
      { Colour: 'red' },
      'Test::Shelf::Item: property Colour is not implemented by this emulator',
    ],
  ])('fails by name what it cannot make: %s', async (Type, Properties, reason) => {
    const name = `unknown-${Object.keys(Properties).length}`;
    const stack = await create(machine, name, template({ Odd: { Type, Properties } }));
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    const failed = (await events(machine, name)).find(
      (event) => event.ResourceStatus === 'CREATE_FAILED',
    );
    expect(failed).toMatchObject({ LogicalResourceId: 'Odd', ResourceStatusReason: reason });
  });
});

describe('the events of a stack', () => {
  test('can be asked for by operation, and for failures alone', async () => {
    await create(machine, 'told', template({ Good: item(), Bad: item({ Fail: true }) }));
    const client = clientOf(machine);
    const all = await client.send(new DescribeEventsCommand({ StackName: 'told' }));
    const OperationId = all.OperationEvents?.[0]?.OperationId;
    const failed = await client.send(
      new DescribeEventsCommand({ OperationId, Filters: { FailedEvents: true } }),
    );
    expect(failed.OperationEvents).toMatchObject([
      {
        LogicalResourceId: 'Bad',
        EventType: 'PROVISIONING_ERROR',
        ResourceStatus: 'CREATE_FAILED',
      },
    ]);
    await expect(client.send(new DescribeEventsCommand({}))).rejects.toThrow('must be specified');
  });

  test('come newest first, in pages, at times of their own', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`Item${n}`, item()]));
    await create(machine, 'long', template(many));
    const client = clientOf(machine);
    const first = await client.send(new DescribeStackEventsCommand({ StackName: 'long' }));
    expect(first.StackEvents).toHaveLength(100);
    const second = await client.send(
      new DescribeStackEventsCommand({ StackName: 'long', NextToken: first.NextToken }),
    );
    const times = [...(first.StackEvents ?? []), ...(second.StackEvents ?? [])].map(
      ({ Timestamp }) => Timestamp?.getTime() ?? 0,
    );
    expect(times).toHaveLength(182);
    expect(new Set(times).size).toBe(182);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    await expect(
      client.send(new DescribeStackEventsCommand({ StackName: 'long', NextToken: 'other.1' })),
    ).rejects.toThrow('Invalid NextToken');
  });
});

test('a stack that takes longer than it may is rolled back', async () => {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const slow = await startShelves({
    now: () => {
      time += 5000;
      return new Date(time);
    },
  });
  const chain = template({
    A: item(),
    B: item({}, { DependsOn: 'A' }),
    C: item({}, { DependsOn: 'B' }),
    D: item({}, { DependsOn: 'C' }),
  });
  const { machine: inner } = slow;
  inner.credentials.administratorOf('111111111111');
  const context = inner.context(
    { account: '111111111111', arn: '', userId: '', accessKeyId: '' },
    'eu-west-1',
  );
  const { StackId } = await context.call<{ StackId: string }>('cloudformation', 'CreateStack', {
    StackName: 'late',
    TemplateBody: chain,
    TimeoutInMinutes: 1,
  });
  await slow.idle();
  const { Stacks } = await context.call<{ Stacks: object[] }>('cloudformation', 'DescribeStacks', {
    StackName: StackId,
  });
  expect(Stacks[0]).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  await slow.destroy();
});
