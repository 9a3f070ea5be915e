import type { CreateScheduleGroupInput, CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { Context, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { notImplemented } from '../../base/service-error';
import { asRequest } from '../../protocol/request';
import {
  allGroups,
  defaultGroup,
  groupArn,
  groupNamed,
  keyOf,
  scheduleArn,
  schedulesOf,
} from './model/records';
import { tagMap } from './model/tags';
import { CreateScheduleGroup, DeleteScheduleGroup } from './operations/groups';
import { CreateSchedule, DeleteSchedule, UpdateSchedule } from './operations/schedules';

function groupState(name: string, context: Context): ResourceState {
  const { createdAt, modifiedAt } = groupNamed(name, context);
  return {
    physicalId: name,
    attributes: {
      Arn: groupArn(name, context),
      CreationDate: createdAt,
      LastModificationDate: modifiedAt,
      State: 'ACTIVE',
    },
  };
}

export const groupType: ResourceType = {
  properties: ['Name', 'Tags'],
  replacement: ['Name'],
  async create({ properties, physicalName }, context) {
    const Name = String(properties.Name ?? physicalName(64));
    const request = { ...properties, Name };
    await CreateScheduleGroup(
      asRequest<CreateScheduleGroupInput>('scheduler', 'CreateScheduleGroup', request),
      context,
    );
    return groupState(Name, context);
  },
  update(Name, { properties }, _previous, context) {
    const request = { ...properties, Name };
    const { Tags } = asRequest<CreateScheduleGroupInput>(
      'scheduler',
      'CreateScheduleGroup',
      request,
    );
    const modifiedAt = context.now().toISOString();
    const group = { ...groupNamed(Name, context), tags: tagMap({}, Tags), modifiedAt };
    allGroups(context).put(Name, group);
    return groupState(Name, context);
  },
  find({ Name }, context) {
    const known = allGroups(context).get(String(Name));
    return known && groupState(known.name, context);
  },
  read(name, { Tags }, context) {
    const known = allGroups(context).get(name);
    return known && { Name: name, Tags: tagList(Tags, known.tags) };
  },
  async delete(Name, _properties, context) {
    if (allGroups(context).get(Name)) await DeleteScheduleGroup({ Name }, context);
  },
};

const groupOf = ({ GroupName }: Readonly<Record<string, unknown>>) =>
  String(GroupName ?? defaultGroup);

const scheduleState = (name: string, group: string, context: Context): ResourceState => ({
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
    return scheduleState(Name, groupOf(properties), context);
  },
  async update(Name, { properties }, previous, context) {
    if (groupOf(properties) !== groupOf(previous))
      throw notImplemented('scheduler', 'moving an AWS::Scheduler::Schedule to another group');
    const request = asRequest<CreateScheduleInput>('scheduler', 'UpdateSchedule', {
      ...properties,
      Name,
    });
    await UpdateSchedule(request, context);
    return scheduleState(Name, groupOf(properties), context);
  },
  find(properties, context) {
    const [name, group] = [String(properties.Name), groupOf(properties)];
    const known = schedulesOf(context).get(keyOf({ group, name }));
    return known && scheduleState(name, group, context);
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
