import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { GetScheduleCommand, ListTagsForResourceCommand } from '@aws-sdk/client-scheduler';
import { testAccount, testRegion } from '../../machine';
import { Calendar, closes, roleArn, universal } from './calendar';

let calendar: Calendar;
beforeEach(async () => {
  calendar = await Calendar.open();
});
afterEach(() => calendar.machine.destroy());

const arn = (path: string) => `arn:aws:scheduler:${testRegion}:${testAccount}:${path}`;

function template(schedule: object = {}, tag = 'shop'): string {
  return JSON.stringify({
    Resources: {
      Group: {
        Type: 'AWS::Scheduler::ScheduleGroup',
        Properties: { Name: 'locks', Tags: [{ Key: 'app', Value: tag }] },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'begins',
          GroupName: { Ref: 'Group' },
          ScheduleExpression: 'at(2026-11-30T13:00:00)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: universal('disableStageTransition'),
            RoleArn: roleArn,
            Input: closes,
            RetryPolicy: { MaximumRetryAttempts: '3' },
          },
          ...schedule,
        },
      },
    },
    Outputs: {
      Ref: { Value: { Ref: 'Schedule' } },
      Arn: { Value: { 'Fn::GetAtt': ['Schedule', 'Arn'] } },
      GroupArn: { Value: { 'Fn::GetAtt': ['Group', 'Arn'] } },
    },
  });
}

const cloudformation = () => calendar.client(CloudFormationClient);
const StackName = 'locks';

const make = (TemplateBody: string) =>
  settled(cloudformation().send(new CreateStackCommand({ StackName, TemplateBody })));
const change = (TemplateBody: string) =>
  settled(cloudformation().send(new UpdateStackCommand({ StackName, TemplateBody })));

async function settled(asked: Promise<unknown>) {
  await asked;
  await calendar.machine.idle();
  const { Stacks } = await cloudformation().send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0];
}

const get = () =>
  calendar.scheduler.send(new GetScheduleCommand({ Name: 'begins', GroupName: 'locks' }));

test('a stack makes a group and a schedule in it, changes both, and removes them', async () => {
  const stack = await make(template());
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
  expect(stack?.Outputs?.map(({ OutputValue }) => OutputValue).toSorted()).toEqual([
    arn('schedule-group/locks'),
    arn('schedule/locks/begins'),
    'begins',
  ]);
  expect((await get()).Target?.RetryPolicy?.MaximumRetryAttempts).toBe(3);

  const ScheduleExpression = 'at(2026-11-30T15:00:00)';
  const changed = await change(template({ ScheduleExpression }, 'web'));
  expect(changed?.StackStatus).toBe('UPDATE_COMPLETE');
  expect((await get()).ScheduleExpression).toBe(ScheduleExpression);
  const tags = new ListTagsForResourceCommand({ ResourceArn: arn('schedule-group/locks') });
  expect((await calendar.scheduler.send(tags)).Tags).toEqual([{ Key: 'app', Value: 'web' }]);

  await cloudformation().send(new DeleteStackCommand({ StackName }));
  await calendar.machine.idle();
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a schedule that was changed by hand has drifted', async () => {
  await make(template());
  await calendar.update('at(2026-11-30T18:00:00)', {
    GroupName: 'locks',
    Target: (await get()).Target,
  });
  await cloudformation().send(new DetectStackDriftCommand({ StackName }));
  await calendar.machine.idle();
  const { StackResourceDrifts } = await cloudformation().send(
    new DescribeStackResourceDriftsCommand({ StackName }),
  );
  const differences = StackResourceDrifts?.flatMap(({ PropertyDifferences }) =>
    (PropertyDifferences ?? []).map(({ PropertyPath }) => PropertyPath),
  );
  expect(differences).toEqual(['/ScheduleExpression']);
});

test.each([
  ['KmsKeyArn', { KmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k' }],
  ['FLEXIBLE', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: '5' } }],
  ['ActionAfterCompletion', { ActionAfterCompletion: 'DELETE' }],
])('a stack that needs %s of a schedule fails', async (_, schedule) => {
  expect((await make(template(schedule)))?.StackStatus).toBe('ROLLBACK_COMPLETE');
});

test('a schedule of a stack is not moved to another group', async () => {
  await make(template());
  const moved = await change(template({ GroupName: 'default' }));
  expect(moved?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});
