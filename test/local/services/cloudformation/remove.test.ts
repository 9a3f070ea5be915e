import {
  DeleteStackCommand,
  type DeleteStackCommandInput,
  ListExportsCommand,
  ListImportsCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { TestMachine } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  item,
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

async function remove(StackName: string, options: Partial<DeleteStackCommandInput> = {}) {
  await clientOf(machine).send(new DeleteStackCommand({ StackName, ...options }));
  await machine.idle();
}

describe('deleting a stack', () => {
  test('deletes in reverse order, and leaves the stack readable by its id alone', async () => {
    const stack = await create(
      machine,
      'going',
      template({ A: item({ Name: 'going' }), B: item({ Value: { Ref: 'A' } }) }),
    );
    await remove('going');
    const id = stack.StackId ?? '';
    await expect(describeStack(machine, 'going')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id going does not exist',
    });
    expect((await describeStack(machine, id)).StackStatus).toBe('DELETE_COMPLETE');
    expect((await story(machine, id)).filter((line) => line.endsWith('DELETE_COMPLETE'))).toEqual([
      'B DELETE_COMPLETE',
      'A DELETE_COMPLETE',
      'going DELETE_COMPLETE',
    ]);
    expect(Object.keys(await shelved(machine))).not.toContain('going');
    const again = await create(machine, 'going', template({ A: item() }));
    expect(again.StackId).not.toBe(id);
  });

  test('leaves what its policy retains', async () => {
    const stack = await create(
      machine,
      'retaining',
      template({
        Kept: item({ Name: 'retained' }, { DeletionPolicy: 'Retain' }),
        Also: item({ Name: 'retained-too' }, { DeletionPolicy: 'RetainExceptOnCreate' }),
        Gone: item({ Name: 'not-retained' }),
      }),
    );
    await remove('retaining');
    expect(await story(machine, stack.StackId ?? '')).toContain('Kept DELETE_SKIPPED');
    const names = Object.keys(await shelved(machine));
    expect(names).toEqual(expect.arrayContaining(['retained', 'retained-too']));
    expect(names).not.toContain('not-retained');
  });

  test('that fails says what is in the way, and can be done without it', async () => {
    const stack = await create(
      machine,
      'blocked',
      template({ Bad: item({ Name: 'blocked', Stuck: true }), Good: item({ Name: 'free' }) }),
    );
    await remove('blocked');
    expect(await describeStack(machine, 'blocked')).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Bad]. ',
    });
    const failed = (await events(machine, 'blocked')).find(
      (event) => event.ResourceStatus === 'DELETE_FAILED',
    );
    expect(failed?.ResourceStatusReason).toBe('blocked is stuck');
    await remove('blocked', { RetainResources: ['Bad'] });
    expect((await describeStack(machine, stack.StackId ?? '')).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('is refused while termination protection is on', async () => {
    await create(machine, 'guarded', template({ A: item() }), {
      EnableTerminationProtection: true,
    });
    await expect(remove('guarded')).rejects.toThrow(
      'Stack [guarded] cannot be deleted while TerminationProtection is enabled',
    );
    await clientOf(machine).send(
      new UpdateTerminationProtectionCommand({
        StackName: 'guarded',
        EnableTerminationProtection: false,
      }),
    );
    await remove('guarded');
    await expect(describeStack(machine, 'guarded')).rejects.toThrow('does not exist');
  });

  test('of a stack that is not there is no error', async () => {
    await expect(remove('never-was')).resolves.toBeUndefined();
  });

  test('is listed with the status asked for', async () => {
    await create(machine, 'listed', template({ A: item() }));
    await remove('listed');
    const { StackSummaries } = await clientOf(machine).send(
      new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
    );
    expect(StackSummaries?.map((stack) => stack.StackName)).toContain('listed');
    expect(StackSummaries?.every((stack) => stack.StackStatus === 'DELETE_COMPLETE')).toBe(true);
  });
});

describe('an export', () => {
  const exporting = (value: string) =>
    template({ A: item() }, { Outputs: { A: { Value: value, Export: { Name: 'shared' } } } });
  const importing = template({
    A: item({ Name: 'importer', Value: { 'Fn::ImportValue': 'shared' } }),
  });

  test('is read by other stacks, and stays as long as they do', async () => {
    await create(machine, 'exporter', exporting('a'));
    await create(machine, 'importer', importing);
    expect((await shelved(machine)).importer?.value).toBe('a');
    const client = clientOf(machine);
    expect((await client.send(new ListExportsCommand({}))).Exports).toMatchObject([
      { Name: 'shared', Value: 'a' },
    ]);
    expect((await client.send(new ListImportsCommand({ ExportName: 'shared' }))).Imports).toEqual([
      'importer',
    ]);
    const changed = await update(machine, 'exporter', exporting('b'));
    expect(changed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await events(machine, 'exporter')).map((e) => e.ResourceStatusReason)).toContain(
      'Export shared cannot be updated as it is in use by importer',
    );
    await remove('exporter');
    expect(await describeStack(machine, 'exporter')).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason:
        'Delete canceled. Cannot delete export shared as it is in use by importer.',
    });
    await remove('importer');
    await remove('exporter');
    await expect(describeStack(machine, 'exporter')).rejects.toThrow('does not exist');
  });

  test('that another stack has is refused', async () => {
    await create(machine, 'first', exporting('a'));
    const second = await create(machine, 'second', exporting('a'));
    expect(second.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(second.StackStatusReason).toBeUndefined();
    expect((await events(machine, 'second')).map((e) => e.ResourceStatusReason)).toContain(
      'Export with name shared is already exported by stack first. Rollback requested by user.',
    );
  });

  test('that nobody has fails the stack that wants it', async () => {
    const stack = await create(
      machine,
      'orphan',
      template({ A: item({ Value: { 'Fn::ImportValue': 'nobody' } }) }),
    );
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await events(machine, 'orphan')).map((e) => e.ResourceStatusReason)).toContain(
      'No export named nobody found.',
    );
  });
});
