import {
  CloudFormationClient,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { outputs } from '../../../lib/contract';
import { lockPolicy } from '../../../lib/release/lock/policy';
import { liftLock } from '../../../lib/target/lock/lift';
import { lockNow } from '../../../lib/target/lock/look';
import { setLock } from '../../../lib/target/lock/set';
import type { OpenEnvironment } from '../../../lib/target/open-environment';
import { denied, type Faults, standBetween } from '../../deploy/faults';
import { LockedAccount } from './account';

let account: LockedAccount;
let faults: Faults | undefined;
beforeEach(async () => {
  account = await LockedAccount.open();
});
afterEach(async () => {
  await faults?.close();
  faults = undefined;
  await account.close();
});

const lock = (open: OpenEnvironment, replace = false) =>
  setLock(open, { reason: 'migration', window: { environment: 'dev', span: '2h' }, replace });

/** Ann, who may not do something. */
async function annWithout(right: string): Promise<OpenEnvironment> {
  faults = await standBetween(account.machine.endpoint, (operation) =>
    operation === right ? denied : undefined,
  );
  return account.as('ann', faults.endpoint);
}

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['codepipeline:GetPipelineState'],
      Resource: 'arn:aws:codepipeline:eu-west-1:111111111111:shop',
    },
    {
      Effect: 'Allow',
      Action: ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
      Resource: 'arn:aws:codepipeline:eu-west-1:111111111111:shop/Deploy',
    },
    {
      Effect: 'Allow',
      Action: [
        'scheduler:CreateSchedule',
        'scheduler:UpdateSchedule',
        'scheduler:GetSchedule',
        'scheduler:DeleteSchedule',
      ],
      Resource: [
        'arn:aws:scheduler:eu-west-1:111111111111:schedule/default/shop-lock-begins',
        'arn:aws:scheduler:eu-west-1:111111111111:schedule/default/shop-lock-ends',
      ],
    },
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: 'arn:aws:iam::111111111111:role/shop-lock-eu-west-1',
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ],
};

test('the policy for people who lock names one environment and nothing else', () => {
  expect(
    lockPolicy({
      partition: 'aws',
      account: '111111111111',
      region: 'eu-west-1',
      application: 'shop',
    }),
  ).toEqual(policy);
});

describe('whoever lacks a right to lock', () => {
  test.each([
    'GET shop-lock-begins',
    'GET shop-lock-ends',
    'POST shop-lock-ends',
    'DisableStageTransition',
  ])('is told the policy, and nothing is locked: %s', async (right) => {
    await expect(lock(await annWithout(right))).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      further: expect.stringContaining(JSON.stringify(policy)),
    });
    expect(await account.closedBecause()).toBeUndefined();
    expect(await account.schedules()).toEqual([]);
  });

  test('leaves a lock that he may not replace with the end that it had', async () => {
    await lock(await account.as('ben'));
    await expect(
      setLock(await annWithout('DisableStageTransition'), {
        reason: 'longer',
        window: { environment: 'dev', span: '9h' },
        replace: true,
      }),
    ).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await account.closedBecause()).toMatch(/^locked by ben /);
    await account.pass(122);
    expect(await account.closedBecause()).toBeUndefined();
  });

  test('does not unlock, and the lock keeps its end', async () => {
    await lock(await account.as('ben'));
    await expect(liftLock(await annWithout('PUT shop-lock-ends'))).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
    expect(await account.closedBecause()).toMatch(/^locked by ben /);
    await account.pass(122);
    expect(await account.closedBecause()).toBeUndefined();
  });
});

test('a stack of an older gitenv, which has no role for locks, is to be upgraded first', async () => {
  const stacks = account.client(CloudFormationClient);
  const StackName = 'gitenv-shop';
  const { TemplateBody = '' } = await stacks.send(new GetTemplateCommand({ StackName }));
  const template = JSON.parse(TemplateBody);
  delete template.Resources.LockRole;
  delete template.Outputs[outputs.lockRole];
  await stacks.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: ['Application', 'Environment'].map((ParameterKey) => ({
        ParameterKey,
        UsePreviousValue: true,
      })),
    }),
  );
  await account.machine.idle();
  await expect(lock(await account.as('ann'))).rejects.toMatchObject({
    code: 'NOT_INSTALLED',
    changed: 'nothing',
    hint: 'gitenv init dev',
  });
  expect(await account.closedBecause()).toBeUndefined();
});

describe('two people who lock at the same moment', () => {
  test('get one lock, and the other one is told whose it is', async () => {
    const both = [await account.as('ann'), await account.as('ben')];
    const ended = await Promise.allSettled(both.map((open) => lock(open)));
    const made = ended.flatMap((it) => (it.status === 'fulfilled' ? [it.value.by] : []));
    expect(made).toHaveLength(1);
    expect(await lockNow(await account.as('cid'))).toMatchObject({ by: made[0] });
    await account.pass(122);
    expect(await account.closedBecause()).toBeUndefined();
  });

  test('also where the end of a lock that was lifted is still there', async () => {
    await lock(await account.as('cid'));
    await liftLock(await account.as('cid'));
    const both = [await account.as('ann'), await account.as('ben')];
    await Promise.allSettled(both.map((open) => lock(open)));
    expect(await account.closedBecause()).toMatch(/^locked by (ann|ben) /);
    await account.pass(122);
    expect(await account.closedBecause()).toBeUndefined();
  });
});

test('a lock whose end was lost goes on holding, and is shown as over', async () => {
  const ann = await account.as('ann');
  await lock(ann);
  await account.client(SchedulerClient).send(new DeleteScheduleCommand({ Name: 'shop-lock-ends' }));
  await account.pass(124);
  expect(await lockNow(ann)).toMatchObject({ by: 'ann', isOverdue: true });
  await liftLock(ann);
  expect(await account.closedBecause()).toBeUndefined();
});
