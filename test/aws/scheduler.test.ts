import {
  CreateScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { call } from '../../lib/aws/call/call';
import { getSchedule } from '../../lib/aws/scheduler/operations';
import {
  createTransition,
  deleteTransition,
  readTransition,
  type TransitionSchedule,
  updateTransition,
} from '../../lib/aws/scheduler/transition-schedule';
import { LockedAccount } from '../target/lock/account';

let locked: LockedAccount;
let account: Awaited<ReturnType<LockedAccount['as']>>['account'];
beforeAll(async () => {
  locked = await LockedAccount.open();
  account = (await locked.as('ann')).account;
});
afterAll(() => locked.close());

const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000);
const closing: TransitionSchedule = {
  name: 'shop-lock-begins',
  at,
  description: 'closes',
  pipeline: 'shop',
  stage: 'Deploy',
  reason: 'locked',
  triedFor: 600,
  role: 'arn:aws:iam::111111111111:role/shop-lock-eu-west-1',
};
const read = { at, description: 'closes', reason: 'locked' };

test('a schedule for one transition is made, read, moved and deleted', async () => {
  expect(await readTransition(account, closing.name)).toBeUndefined();
  expect(await updateTransition(account, closing)).toBe(false);
  expect(await createTransition(account, closing)).toBe(true);
  expect(await createTransition(account, closing)).toBe(false);
  expect(await readTransition(account, closing.name)).toEqual(read);
  const later = new Date(at.getTime() + 60_000);
  const opening = { ...closing, at: later, description: 'opens', reason: undefined };
  expect(await updateTransition(account, opening)).toBe(true);
  expect(await readTransition(account, closing.name)).toEqual({
    at: later,
    description: 'opens',
    reason: undefined,
  });
  expect(await deleteTransition(account, closing.name)).toBe(true);
  expect(await deleteTransition(account, closing.name)).toBe(false);
});

test('a schedule is what the SDK makes of the same input, and deletes itself', async () => {
  const client = locked.client(SchedulerClient);
  await createTransition(account, closing);
  const get = new GetScheduleCommand({ Name: closing.name });
  const { $metadata, CreationDate, LastModificationDate, ...ours } = await client.send(get);
  expect(ours).toMatchObject({
    ActionAfterCompletion: 'DELETE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    GroupName: 'default',
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:codepipeline:disableStageTransition',
      RoleArn: closing.role,
      Input:
        '{"PipelineName":"shop","StageName":"Deploy","TransitionType":"Inbound","Reason":"locked"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 185 },
    },
  });
  const { Arn, Name, ...input } = ours;
  await client.send(new CreateScheduleCommand({ ...input, Name: 'by-the-sdk' } as never));
  const {
    CreationDate: _,
    LastModificationDate: __,
    ...theirs
  } = (await call(account, getSchedule, { Name: 'by-the-sdk' })) ?? {};
  expect(theirs).toEqual({
    ...input,
    Arn: Arn?.replace(closing.name, 'by-the-sdk'),
    Name: 'by-the-sdk',
  });
});
