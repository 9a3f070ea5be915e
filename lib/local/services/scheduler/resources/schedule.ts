import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { Context, ResourceState, ResourceType } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { asRequest } from '../../../protocol/request';
import { defaultGroup, keyOf, scheduleArn, schedulesOf } from '../model/records';
import { CreateSchedule, DeleteSchedule, UpdateSchedule } from '../operations/schedules';

const groupOf = ({ GroupName }: Readonly<Record<string, unknown>>) =>
  String(GroupName ?? defaultGroup);

const stateOf = (name: string, group: string, context: Context): ResourceState => ({
  physicalId: name,
  attributes: { Arn: scheduleArn(group, name, context) },
});

/** CloudFormation has no ActionAfterCompletion: a schedule of a stack stays. */
export const scheduleType: ResourceType = {
  properties: [
    'Name',
    'GroupName',
    'Description',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'StartDate',
    'EndDate',
    'State',
    'FlexibleTimeWindow',
    'Target',
  ],
  required: ['FlexibleTimeWindow', 'ScheduleExpression', 'Target'],
  replacement: ['Name'],
  scalars: {
    numbers: ['MaximumWindowInMinutes', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts'],
  },
  async create({ properties, physicalName }, context) {
    const Name = String(properties.Name ?? physicalName(64));
    const request = asRequest<CreateScheduleInput>('scheduler', 'CreateSchedule', {
      ...properties,
      Name,
    });
    await CreateSchedule(request, context);
    return stateOf(Name, groupOf(properties), context);
  },
  async update(Name, { properties }, previous, context) {
    if (groupOf(properties) !== groupOf(previous))
      throw notImplemented('scheduler', 'moving an AWS::Scheduler::Schedule to another group');
    const request = asRequest<CreateScheduleInput>('scheduler', 'UpdateSchedule', {
      ...properties,
      Name,
    });
    await UpdateSchedule(request, context);
    return stateOf(Name, groupOf(properties), context);
  },
  read(name, expected, context) {
    const known = schedulesOf(context).get(keyOf({ group: groupOf(expected), name }));
    return known && { Name: name, GroupName: known.group, ...known.definition };
  },
  async delete(Name, properties, context) {
    const GroupName = groupOf(properties);
    if (schedulesOf(context).get(keyOf({ group: GroupName, name: Name })))
      await DeleteSchedule({ Name, GroupName }, context);
  },
};
