import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { cloudFormationOf } from '../../../buildspecs/cloudformation/client';
import { settleStack } from '../../../buildspecs/cloudformation/settle-stack';
import { findStack, settledStack } from '../../../buildspecs/cloudformation/stack';
import { type Job, jobOf } from '../../../buildspecs/program/job/job';
import { settleSecondsVariable } from '../../../lib/contract';
import { services } from '../../../lib/local/services';
import { stacksOf } from '../../../lib/local/services/cloudformation/model/records';
import { testAccount, testRegion } from '../../local/machine';
import { until } from '../../local/until';
import { Workbench } from '../program/workbench';
import { Gate } from './gate';

let gate: Gate;
let bench: Workbench;
let said: string[];
beforeEach(async () => {
  gate = new Gate();
  said = [];
  bench = await Workbench.open(undefined, { services: [...services, gate.service] });
});
afterEach(async () => {
  gate.open();
  await bench.close();
});

const client = () => new CloudFormationClient(bench.machine.client());
const job = (env: object = {}): Job =>
  jobOf({ ...bench.variables, ...env }, (line) => said.push(line), bench.folder);

function template(one: object, more: object = {}): string {
  return JSON.stringify({
    Resources: { One: { Type: 'Test::Gate::Item', Properties: one }, ...more },
  });
}

const broken = { Bad: { Type: 'Test::Gate::Item', DependsOn: 'One', Properties: { Fails: true } } };

async function create(body: string): Promise<void> {
  await client().send(new CreateStackCommand({ StackName: 'orders', TemplateBody: body }));
}

async function update(body: string): Promise<void> {
  await client().send(new UpdateStackCommand({ StackName: 'orders', TemplateBody: body }));
}

async function status(): Promise<string | undefined> {
  return (await findStack(cloudFormationOf(job()), 'orders'))?.status;
}

async function reached(wanted: string): Promise<void> {
  await until(async () => (await status()) === wanted);
}

/** Opens the gate once settling has begun what it does. */
async function settled(): Promise<void> {
  const settling = settleStack(job(), 'orders');
  await until(isTakenBack);
  gate.open();
  await settling;
  await bench.machine.idle();
}

/** Whether the stack is told to go back; its status stays until the resource in work comes to its end. */
function isTakenBack(): boolean {
  const caller = { account: testAccount, arn: '', userId: '', accessKeyId: '' };
  const stacks = stacksOf(bench.machine.machine.context(caller, testRegion)).list();
  return stacks.some(({ operation }) => operation?.cancelled);
}

describe('before a release that goes back', () => {
  test('an update that is going on is cancelled, and its way back followed', async () => {
    await create(template({ Value: 'good' }));
    await bench.machine.idle();
    await update(template({ Value: 'bad', Holds: true }));
    await reached('UPDATE_IN_PROGRESS');
    await settled();
    expect(await status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(said[0]).toBe(
      'Stack orders is UPDATE_IN_PROGRESS: cancelling the update, and following its way back.',
    );
    expect(said).toContain('  UPDATE_ROLLBACK_COMPLETE  orders (AWS::CloudFormation::Stack)');
  });

  test('a way back that is going on is followed to its end', async () => {
    await create(template({ Value: 'good', Holds: false }));
    await bench.machine.idle();
    await update(template({ Value: 'bad' }, broken));
    await settleStack(job(), 'orders');
    expect(await status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('a creation that is going on is deleted, to be made anew', async () => {
    await create(template({ Value: 'bad', Holds: true }));
    await reached('CREATE_IN_PROGRESS');
    await settled();
    expect(await status()).toBeUndefined();
    expect(said[0]).toBe(
      'Stack orders is CREATE_IN_PROGRESS: deleting it, so that it is made anew.',
    );
  });

  test.each([
    [{}, 'ROLLBACK_COMPLETE'],
    [{ DisableRollback: true }, 'CREATE_FAILED'],
  ])('what a creation with %j left is deleted', async (options, left) => {
    const input = { StackName: 'orders', TemplateBody: template({ Fails: true }), ...options };
    await client().send(new CreateStackCommand(input));
    await bench.machine.idle();
    expect(await status()).toBe(left);
    await settleStack(job(), 'orders');
    expect(await status()).toBeUndefined();
  });

  test('a way back that failed is continued, and only what fails again is left as it is', async () => {
    const two = { Two: { Type: 'Test::Gate::Item', Properties: { Value: 'good' } } };
    await create(template({ Value: 'good' }, two));
    await bench.machine.idle();
    const rot = { Two: { Type: 'Test::Gate::Item', Properties: { Value: 'bad', Rots: true } } };
    const bad = {
      Bad: { Type: 'Test::Gate::Item', DependsOn: ['One', 'Two'], Properties: { Fails: true } },
    };
    await update(template({ Value: 'bad', Rots: true }, { ...rot, ...bad }));
    await bench.machine.idle();
    expect(await status()).toBe('UPDATE_ROLLBACK_FAILED');
    for (const id of gate.rotten) if (id.includes('Two')) gate.rotten.delete(id);
    await settleStack(job(), 'orders');
    expect(await status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    const steps = said.filter((line) => line.startsWith('Stack orders'));
    expect(steps).toEqual([
      'Stack orders is UPDATE_ROLLBACK_FAILED: continuing its way back.',
      'Stack orders is UPDATE_ROLLBACK_FAILED: continuing its way back, and leaving as they are: One.',
    ]);
    expect(said.at(-1)).toBe(
      'In stack orders these may still be as the release before left them, and no plan shows it: One. Compare them with the commit: gitenv drift dev',
    );
  });

  test('a stack at rest, and one that is not there, are left alone', async () => {
    await settleStack(job(), 'orders');
    await create(template({ Value: 'good' }));
    await bench.machine.idle();
    await settleStack(job(), 'orders');
    expect(said).toEqual([]);
  });

  test('what only a person can settle is told with the command', async () => {
    await create(template({ Value: 'good', Stays: true }));
    await bench.machine.idle();
    await client().send(new DeleteStackCommand({ StackName: 'orders' }));
    await bench.machine.idle();
    await expect(settleStack(job(), 'orders')).rejects.toMatchObject({
      code: 'STACK_STUCK',
      message: expect.stringMatching(
        /^Stack orders is DELETE_FAILED .+ gitenv cannot settle it\.$/s,
      ),
      hint: 'aws cloudformation delete-stack --stack-name orders',
    });
  });
});

describe('any other release', () => {
  beforeEach(async () => {
    await create(template({ Value: 'good' }));
    await bench.machine.idle();
    await update(template({ Value: 'bad', Holds: true }));
    await reached('UPDATE_IN_PROGRESS');
  });

  test('waits for what goes on in its stack', async () => {
    const waiting = settledStack(cloudFormationOf(job()), 'orders', job());
    await until(() => said.length > 0);
    expect(said).toEqual(['Stack orders is UPDATE_IN_PROGRESS: waiting for its end.']);
    gate.open();
    expect(await waiting).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('fails with the commands once its patience is over', async () => {
    const hasty = job({ [settleSecondsVariable]: '1' });
    await expect(settledStack(cloudFormationOf(hasty), 'orders', hasty)).rejects.toMatchObject({
      code: 'UNSETTLED',
      message: 'Stack orders is UPDATE_IN_PROGRESS, after waiting 1 second for it.',
      hint: "gitenv rollback dev --now --reason '…'\ngitenv cancel dev",
    });
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: 'orders' }));
    expect(Stacks?.[0]?.StackStatus).toBe('UPDATE_IN_PROGRESS');
  });

  test('has ten minutes of patience unless it is told otherwise', async () => {
    expect(await job().patience()).toBe(600_000);
    expect(await job({ [settleSecondsVariable]: 'soon' }).patience()).toBe(600_000);
  });
});
