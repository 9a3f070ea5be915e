import fs from 'node:fs';
import path from 'node:path';
import {
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { type TestMachine, testAccount, testRegion } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  item,
  shelved,
  startShelves,
  template,
} from './stacks';

let machine: TestMachine;
beforeEach(async () => {
  machine = await startShelves();
});
afterEach(() => machine.destroy());

/**
 * Restarts while a resource that never comes to an end is being worked on.
 * @param whileStopped is done before the next server reads what is kept
 */
async function restart(whileStopped: () => void = () => undefined): Promise<void> {
  await new Promise(setImmediate);
  for (;;) {
    const { StackStatus } = await describeStack(machine, 'cut');
    const last = (await events(machine, 'cut')).at(-1);
    if (last?.LogicalResourceId === 'Slow' || !StackStatus?.endsWith('IN_PROGRESS')) break;
  }
  whileStopped();
  machine = await machine.restart();
  await machine.idle();
}

/** Stacks as versions wrote them that did not record on whose behalf a stack is changed. @returns how many had that */
function forgetCallers(): number {
  const kept = path.join('accounts', testAccount, testRegion, 'cloudformation/stacks');
  const folder = path.join(machine.root, kept);
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  return files.filter((file) => {
    const record = JSON.parse(fs.readFileSync(file, 'utf8'));
    const had = record.value.operation?.caller !== undefined;
    delete record.value.operation?.caller;
    fs.writeFileSync(file, JSON.stringify(record));
    return had;
  }).length;
}

describe('after a stop in the middle', () => {
  test('a create is rolled back, with the reason, and leaves nothing behind', async () => {
    const body = template({
      Done: item({ Name: 'done' }),
      Slow: item({ Name: 'slow', Hang: true }, { DependsOn: 'Done' }),
    });
    await clientOf(machine).send(new CreateStackCommand({ StackName: 'cut', TemplateBody: body }));
    await restart();
    expect((await describeStack(machine, 'cut')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await shelved(machine)).toEqual({});
    const failed = (await events(machine, 'cut')).find(
      (event) => event.ResourceStatus === 'CREATE_FAILED',
    );
    expect(failed).toMatchObject({
      LogicalResourceId: 'Slow',
      ResourceStatusReason:
        'The emulator was stopped while this was in progress. It may exist outside of the stack.',
    });
  });

  test('an update goes back to what was there before', async () => {
    await create(
      machine,
      'cut',
      template({ Done: item({ Name: 'done', Value: '1' }), Slow: item({ Name: 'slow' }) }),
    );
    const body = template({
      Done: item({ Name: 'done', Value: '2' }),
      New: item({ Name: 'new' }, { DependsOn: 'Done' }),
      Slow: item({ Name: 'slower', Hang: true }, { DependsOn: 'New' }),
    });
    await clientOf(machine).send(new UpdateStackCommand({ StackName: 'cut', TemplateBody: body }));
    await restart();
    expect((await describeStack(machine, 'cut')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shelved(machine)).toMatchObject({ done: { value: '1' }, slow: {} });
    expect(Object.keys(await shelved(machine)).sort()).toEqual(['done', 'slow']);
  });

  test('an operation that an earlier version began is ended without the one who began it', async () => {
    await create(machine, 'cut', template({ Done: item({ Name: 'done', Value: '1' }) }));
    const body = template({
      Done: item({ Name: 'done', Value: '2' }),
      Slow: item({ Name: 'slow', Hang: true }, { DependsOn: 'Done' }),
    });
    await clientOf(machine).send(new UpdateStackCommand({ StackName: 'cut', TemplateBody: body }));
    let forgotten = 0;
    await restart(() => {
      forgotten = forgetCallers();
    });
    expect(forgotten).toBe(1);
    expect((await describeStack(machine, 'cut')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shelved(machine)).toMatchObject({ done: { value: '1' } });
    // The stack is as good as any: it can be changed again.
    const again = template({ Done: item({ Name: 'done', Value: '3' }) });
    await clientOf(machine).send(new UpdateStackCommand({ StackName: 'cut', TemplateBody: again }));
    await machine.idle();
    expect((await describeStack(machine, 'cut')).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('a delete is carried on to its end', async () => {
    const stack = await create(
      machine,
      'cut',
      template({
        First: item({ Name: 'a' }),
        Second: item({ Name: 'b', Value: { Ref: 'First' } }),
      }),
    );
    await clientOf(machine).send(new DeleteStackCommand({ StackName: 'cut' }));
    machine = await machine.restart();
    await machine.idle();
    expect((await describeStack(machine, stack.StackId ?? '')).StackStatus).toBe('DELETE_COMPLETE');
    expect(await shelved(machine)).toEqual({});
  });

  test('what was at rest is as it was', async () => {
    const before = await create(machine, 'cut', template({ A: item({ Name: 'a' }) }));
    machine = await machine.restart();
    await machine.idle();
    expect(await describeStack(machine, 'cut')).toEqual(before);
  });
});
