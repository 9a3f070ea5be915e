import type { TestMachine } from '../../machine';
import {
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
