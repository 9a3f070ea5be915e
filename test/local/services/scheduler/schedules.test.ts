import {
  CreateScheduleGroupCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  ListSchedulesCommand,
} from '@aws-sdk/client-scheduler';
import { services } from '../../../../lib/local/services';
import { universalTargets } from '../../../../lib/local/services/scheduler/engine/targets';
import { testAccount, testRegion } from '../../machine';
import { Calendar, closes, roleArn, universal } from './calendar';

let calendar: Calendar;
beforeEach(async () => {
  calendar = await Calendar.open();
});
afterEach(() => calendar.machine.destroy());

const arn = (path: string) => `arn:aws:scheduler:${testRegion}:${testAccount}:${path}`;
const soon = 'at(2026-11-30T12:30:00)';
const target = { Arn: universal('disableStageTransition'), RoleArn: roleArn, Input: closes };

describe('a schedule', () => {
  test('is told as it was made, with what was left out filled in', async () => {
    const { ScheduleArn } = await calendar.create(soon, { Description: 'a lock' });
    expect(ScheduleArn).toBe(arn('schedule/default/begins'));
    const { $metadata: _, ...told } = await calendar.get();
    expect(told).toEqual({
      Arn: ScheduleArn,
      Name: 'begins',
      GroupName: 'default',
      Description: 'a lock',
      ScheduleExpression: soon,
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'NONE',
      Target: {
        ...target,
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
      CreationDate: calendar.now,
      LastModificationDate: calendar.now,
    });
  });

  test('that is there already is refused, unless it is the same request again', async () => {
    const token = { ClientToken: 'one' };
    const first = await calendar.create(soon, token);
    expect(await calendar.create(soon, token)).toMatchObject({ ScheduleArn: first.ScheduleArn });
    await expect(calendar.create(soon)).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Schedule begins already exists.',
      $metadata: { httpStatusCode: 409 },
    });
    const other = calendar.create('at(2026-12-01T12:30:00)', token);
    await expect(other).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('that is deleted once more by the same request is gone all the same', async () => {
    await calendar.create(soon);
    const gone = new DeleteScheduleCommand({ Name: 'begins', ClientToken: 'gone' });
    await calendar.scheduler.send(gone);
    await calendar.scheduler.send(gone);
    const again = calendar.scheduler.send(new DeleteScheduleCommand({ Name: 'begins' }));
    await expect(again).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('that is not there cannot be updated', async () => {
    await expect(calendar.update(soon)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('loses by an update what the update does not say', async () => {
    await calendar.create(soon, { Description: 'a lock', State: 'DISABLED' });
    await calendar.update(soon);
    const { Description, State } = await calendar.get();
    expect([Description, State]).toEqual([undefined, 'ENABLED']);
  });
});

describe('schedules are listed', () => {
  const list = async (input: object) => {
    const { Schedules } = await calendar.scheduler.send(new ListSchedulesCommand(input));
    return Schedules?.map(({ Name }) => Name);
  };

  test('by group, prefix and state, page by page', async () => {
    await calendar.scheduler.send(new CreateScheduleGroupCommand({ Name: 'team' }));
    await calendar.create(soon, { Name: 'app-begins' });
    await calendar.create(soon, { Name: 'app-ends', State: 'DISABLED' });
    await calendar.create(soon, { Name: 'web-ends', GroupName: 'team' });
    expect(await list({})).toEqual(['app-begins', 'app-ends', 'web-ends']);
    expect(await list({ GroupName: 'team' })).toEqual(['web-ends']);
    expect(await list({ NamePrefix: 'app-' })).toEqual(['app-begins', 'app-ends']);
    expect(await list({ State: 'DISABLED' })).toEqual(['app-ends']);
    const first = await calendar.scheduler.send(new ListSchedulesCommand({ MaxResults: 2 }));
    expect(first.Schedules?.[0]).toMatchObject({
      Arn: arn('schedule/default/app-begins'),
      Target: { Arn: target.Arn },
    });
    expect(await list({ NextToken: first.NextToken })).toEqual(['web-ends']);
    await expect(list({ GroupName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(list({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a schedule is refused', () => {
  test.each<[string, Partial<CreateScheduleInput>, string]>([
    ['a time that is past', { ScheduleExpression: 'at(2026-11-30T11:59:59)' }, 'Invalid Schedule'],
    ['a time with a zone', { ScheduleExpression: 'at(2026-11-30T13:00:00Z)' }, 'Invalid Schedule'],
    ['a day that is not', { ScheduleExpression: 'at(2027-02-29T13:00:00)' }, 'Invalid Schedule'],
    ['another expression', { ScheduleExpression: 'in 5 minutes' }, 'Invalid Schedule'],
    ['an unknown time zone', { ScheduleExpressionTimezone: 'Mars/Base' }, 'Mars/Base'],
    ['an unknown state', { State: 'ON' as never }, "'ON' at 'state'"],
    ['an unknown action', { ActionAfterCompletion: 'KEEP' as never }, "at 'actionAfterCompletion'"],
    ['a name with a space', { Name: 'a b' }, "'a b' at 'name'"],
    ['a long name', { Name: 'a'.repeat(65) }, 'less than or equal to 64'],
    ['no window', { FlexibleTimeWindow: undefined as never }, "null at 'flexibleTimeWindow'"],
    ['a token with a dot', { ClientToken: 'a.b' }, "'a.b' at 'clientToken'"],
    [
      'a rate from long ago',
      { ScheduleExpression: 'rate(1 day)', StartDate: new Date('2026-11-30T11:54:59Z') },
      'cannot be earlier than 5 minutes ago',
    ],
    ['a target that is no ARN', { Target: { ...target, Arn: 'app' } }, 'Provided Arn is not in'],
    [
      'too many attempts',
      { Target: { ...target, RetryPolicy: { MaximumRetryAttempts: 186 } } },
      'between 0 and 185',
    ],
    [
      'too short an age',
      { Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } },
      'between 60 and 86400',
    ],
    [
      'members with small letters',
      { Target: { ...target, Input: '{"pipelineName":"app"}' } },
      'Invalid RequestJson provided. Reason Request payload is missing the following field(s): PipelineName, StageName, TransitionType, Reason.',
    ],
    [
      'a member that the operation does not have',
      { Target: { ...target, Input: closes.replace('{', '{"Other":1,') } },
      "The field 'Other' is not supported",
    ],
    ['an input that is not JSON', { Target: { ...target, Input: 'app' } }, 'Invalid RequestJson'],
  ])('that has %s', async (_, more, message) => {
    await expect(calendar.create(soon, more)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(await calendar.names()).toEqual([]);
  });

  test.each<[string, Partial<CreateScheduleInput>]>([
    ['KmsKeyArn', { KmsKeyArn: `arn:aws:kms:eu-west-1:${testAccount}:key/k` }],
    ['FLEXIBLE', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }],
    [
      'DeadLetterConfig',
      {
        Target: { ...target, DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:${testAccount}:q` } },
      },
    ],
    [
      'sqs:sendMessage',
      { Target: { ...target, Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' } },
    ],
    ['codepipeline:deletePipeline', { Target: { ...target, Arn: universal('deletePipeline') } }],
    [
      'lambda',
      { Target: { ...target, Arn: `arn:aws:lambda:eu-west-1:${testAccount}:function:f` } },
    ],
    ['region', { Target: { ...target, Arn: `arn:aws:codepipeline:us-east-1:${testAccount}:app` } }],
    [
      'leaves out',
      {
        ScheduleExpression: 'at(2027-03-28T02:30:00)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
      },
    ],
  ])('by name where it needs %s', async (what, more) => {
    await expect(calendar.create(soon, more)).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining(what),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('that is in a group that is not there', async () => {
    await expect(calendar.create(soon, { GroupName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule group none does not exist.',
    });
  });
});

test('every operation that a universal target can name is there', () => {
  const named = Object.entries(universalTargets);
  const missing = named.flatMap(([service, operations]) => {
    const known = services.find(({ name }) => name === service)?.operations ?? {};
    return operations.filter((operation) => !(operation in known));
  });
  expect(missing).toEqual([]);
});
