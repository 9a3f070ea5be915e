import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackResourceCommand,
  ListStackResourcesCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
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
  update,
} from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startShelves();
});
afterAll(() => machine.destroy());

const one = (properties: object, rest: object = {}) =>
  template({ One: item(properties, rest) }, { Outputs: { One: { Value: { Ref: 'One' } } } });

describe('updating a stack', () => {
  test('changes in place what can be, and touches nothing else', async () => {
    await create(
      machine,
      'place',
      template({ A: item({ Name: 'place-a', Value: '1' }), B: item({ Name: 'place-b' }) }),
    );
    const before = (await story(machine, 'place')).length;
    const stack = await update(
      machine,
      'place',
      template({ A: item({ Name: 'place-a', Value: '2' }), B: item({ Name: 'place-b' }) }),
    );
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect((await shelved(machine))['place-a']?.value).toBe('2');
    expect((await story(machine, 'place')).slice(before)).toEqual([
      'place UPDATE_IN_PROGRESS',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'place UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'place UPDATE_COMPLETE',
    ]);
  });

  test('says in the words clients know that nothing changes', async () => {
    await create(machine, 'same', one({ Value: '1' }));
    await expect(update(machine, 'same', one({ Value: '1' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
  });

  test('makes the new resource before it deletes the one it replaces', async () => {
    await create(machine, 'renewed', one({ Name: 'old' }));
    const stack = await update(machine, 'renewed', one({ Name: 'new' }));
    expect(outputs(stack)).toEqual({ One: 'new' });
    const names = Object.keys(await shelved(machine));
    expect(names).toContain('new');
    expect(names).not.toContain('old');
    expect(
      (await events(machine, 'renewed'))
        .slice(-6)
        .map((event) => `${event.ResourceStatus} ${event.PhysicalResourceId}`),
    ).toEqual([
      'UPDATE_IN_PROGRESS new',
      'UPDATE_COMPLETE new',
      `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS ${stack.StackId}`,
      'DELETE_IN_PROGRESS old',
      'DELETE_COMPLETE old',
      `UPDATE_COMPLETE ${stack.StackId}`,
    ]);
  });

  test('deletes what it replaced in reverse order', async () => {
    const chain = (suffix: string) =>
      template({
        Used: item({ Name: `used-${suffix}` }),
        User: item({ Name: `user-${suffix}`, Value: { Ref: 'Used' } }),
      });
    await create(machine, 'chain', chain('a'));
    await update(machine, 'chain', chain('b'));
    const deleted = (await events(machine, 'chain'))
      .filter((event) => event.ResourceStatus === 'DELETE_COMPLETE')
      .map((event) => event.PhysicalResourceId);
    expect(deleted).toEqual(['user-a', 'used-a']);
  });

  test('keeps the replaced resource where UpdateReplacePolicy says so', async () => {
    await create(machine, 'keeper', one({ Name: 'kept' }, { UpdateReplacePolicy: 'Retain' }));
    await update(machine, 'keeper', one({ Name: 'other' }, { UpdateReplacePolicy: 'Retain' }));
    expect(Object.keys(await shelved(machine))).toEqual(expect.arrayContaining(['kept', 'other']));
  });

  test('adds, removes, and passes new values on to those that use them', async () => {
    await create(
      machine,
      'moved',
      template({
        Gone: item({ Name: 'gone' }),
        Base: item({ Name: 'base-1' }),
        User: item({ Name: 'user', Value: { Ref: 'Base' } }),
      }),
    );
    await update(
      machine,
      'moved',
      template({
        Base: item({ Name: 'base-2' }),
        User: item({ Name: 'user', Value: { Ref: 'Base' } }),
        Extra: item({ Name: 'extra' }),
      }),
    );
    const now = await shelved(machine);
    expect(now.user?.value).toBe('base-2');
    expect(Object.keys(now)).toEqual(expect.arrayContaining(['base-2', 'extra']));
    expect(Object.keys(now)).not.toContain('gone');
    const { StackResourceSummaries } = await clientOf(machine).send(
      new ListStackResourcesCommand({ StackName: 'moved' }),
    );
    expect(StackResourceSummaries?.map((r) => r.LogicalResourceId)).toEqual([
      'Base',
      'Extra',
      'User',
    ]);
  });

  test('takes the previous template and previous values when told to', async () => {
    const body = template(
      { One: item({ Value: { 'Fn::Sub': '${A}${B}' } }) },
      {
        Parameters: { A: { Type: 'String' }, B: { Type: 'String' } },
        Outputs: { Value: { Value: { 'Fn::GetAtt': ['One', 'Value'] } } },
      },
    );
    const parameter = (ParameterKey: string, ParameterValue: string) => ({
      ParameterKey,
      ParameterValue,
    });
    await create(machine, 'previous', body, {
      Parameters: [parameter('A', 'a'), parameter('B', 'b')],
    });
    const stack = await update(machine, 'previous', undefined, {
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'A', UsePreviousValue: true }, parameter('B', 'c')],
    });
    expect(outputs(stack)).toEqual({ Value: 'ac' });
  });

  test('refuses to make a resource another type', async () => {
    await create(machine, 'typed', one({}));
    await expect(
      update(machine, 'typed', template({ One: { Type: 'AWS::CDK::Metadata' } })),
    ).rejects.toThrow(
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [One]',
    );
  });
});

describe('an update that fails', () => {
  test('puts back what it changed, replaced and removed, and deletes what it made', async () => {
    const start = {
      Changed: item({ Name: 'back-changed', Value: 'before' }),
      Replaced: item({ Name: 'back-replaced' }),
      Removed: item({ Name: 'back-removed' }),
    };
    await create(machine, 'back', template(start));
    const stack = await update(
      machine,
      'back',
      template({
        Changed: item({ Name: 'back-changed', Value: 'after' }),
        Replaced: item({ Name: 'back-replacement' }),
        Fresh: item({ Name: 'back-fresh' }),
        Bad: item(
          { Name: 'back-bad', Fail: true },
          { DependsOn: ['Changed', 'Replaced', 'Fresh'] },
        ),
      }),
    );
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    const now = await shelved(machine);
    expect(Object.keys(now).filter((name) => name.startsWith('back-'))).toEqual([
      'back-changed',
      'back-replaced',
      'back-removed',
    ]);
    expect(now['back-changed']?.value).toBe('before');
    expect((await story(machine, 'back')).filter((line) => line.startsWith('back '))).toEqual([
      'back CREATE_IN_PROGRESS',
      'back CREATE_COMPLETE',
      'back UPDATE_IN_PROGRESS',
      'back UPDATE_ROLLBACK_IN_PROGRESS',
      'back UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'back UPDATE_ROLLBACK_COMPLETE',
    ]);
    await expect(update(machine, 'back', template(start))).rejects.toThrow(
      'No updates are to be performed.',
    );
  });

  test('with rollback disabled stays as it is, and can be rolled back or repaired later', async () => {
    await create(machine, 'left', one({ Name: 'left', Value: '1' }));
    const broken = template({
      One: item({ Name: 'left', Value: '2' }),
      Bad: item({ Fail: true }, { DependsOn: 'One' }),
    });
    const failed = await update(machine, 'left', broken, { DisableRollback: true });
    expect(failed.StackStatus).toBe('UPDATE_FAILED');
    expect((await shelved(machine)).left?.value).toBe('2');
    await clientOf(machine).send(new RollbackStackCommand({ StackName: 'left' }));
    await machine.idle();
    expect((await describeStack(machine, 'left')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await shelved(machine)).left?.value).toBe('1');
    await update(machine, 'left', broken, { DisableRollback: true });
    const repaired = await update(
      machine,
      'left',
      template({ One: item({ Name: 'left', Value: '3' }), Bad: item({ Name: 'left-good' }) }),
    );
    expect(repaired.StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('whose rollback fails too can be continued without the resource in the way', async () => {
    await create(machine, 'stuck', one({ Name: 'stuck', Value: '1', Fail: false }));
    const context = machine.machine.context(
      { account: '111111111111', arn: '', userId: '', accessKeyId: '' },
      'eu-west-1',
    );
    const stack = await update(
      machine,
      'stuck',
      template({
        One: item({ Name: 'stuck', Value: '2', Rot: true }),
        Bad: item({ Fail: true }, { DependsOn: 'One' }),
      }),
    );
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    await expect(update(machine, 'stuck', one({ Name: 'stuck' }))).rejects.toThrow(
      'is in UPDATE_ROLLBACK_FAILED state and can not be updated.',
    );
    await clientOf(machine).send(
      new ContinueUpdateRollbackCommand({ StackName: 'stuck', ResourcesToSkip: ['One'] }),
    );
    await machine.idle();
    expect((await describeStack(machine, 'stuck')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    await context.call('shelf', 'RemoveItem', { Name: 'stuck' });
  });

  test('can be cancelled only while it goes on', async () => {
    await create(machine, 'calm', one({}));
    await expect(
      clientOf(machine).send(new CancelUpdateStackCommand({ StackName: 'calm' })),
    ).rejects.toThrow('CancelUpdateStack cannot be called from current stack status');
  });
});

test('a resource that the stack does not have is named', async () => {
  await create(machine, 'few', one({}));
  await expect(
    clientOf(machine).send(
      new DescribeStackResourceCommand({ StackName: 'few', LogicalResourceId: 'Two' }),
    ),
  ).rejects.toThrow('Resource Two does not exist for stack few');
});
