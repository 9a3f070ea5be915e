import type {
  CreateScheduleGroupInput,
  CreateScheduleGroupOutput,
  DeleteScheduleGroupInput,
  GetScheduleGroupInput,
  GetScheduleGroupOutput,
  ListScheduleGroupsInput,
  ListScheduleGroupsOutput,
} from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import { keepTime } from '../engine/timetable';
import { conflict, invalid } from '../model/errors';
import { pageByKey } from '../model/lists';
import { checkName } from '../model/members';
import {
  allGroups,
  defaultGroup,
  type Group,
  groupArn,
  groupNamed,
  keyOf,
  newGroup,
  schedulesOf,
} from '../model/records';
import { tagMap } from '../model/tags';
import { once } from '../model/tokens';

export function CreateScheduleGroup(
  input: CreateScheduleGroupInput,
  context: Context,
): Promise<CreateScheduleGroupOutput> {
  return once('CreateScheduleGroup', input, context, () => {
    const name = checkName('name', input.Name);
    if (allGroups(context).get(name)) throw conflict(`Schedule group ${name} already exists.`);
    allGroups(context).put(name, newGroup(name, tagMap({}, input.Tags), context));
    return { ScheduleGroupArn: groupArn(name, context) };
  });
}

export function GetScheduleGroup(
  input: GetScheduleGroupInput,
  context: Context,
): GetScheduleGroupOutput {
  return describe(groupNamed(checkName('name', input.Name), context), context);
}

/** The schedules of the group go with it, at once; on AWS both take a while, in the state DELETING. */
export function DeleteScheduleGroup(
  input: DeleteScheduleGroupInput,
  context: Context,
): Promise<object> {
  return once('DeleteScheduleGroup', input, context, () => {
    const { name } = groupNamed(checkName('name', input.Name), context);
    if (name === defaultGroup) throw invalid('The default schedule group cannot be deleted.');
    const schedules = schedulesOf(context);
    const inside = schedules.list().filter(({ group }) => group === name);
    for (const schedule of inside) schedules.delete(keyOf(schedule));
    allGroups(context).delete(name);
    keepTime(context);
    return {};
  });
}

export function ListScheduleGroups(
  input: ListScheduleGroupsInput,
  context: Context,
): ListScheduleGroupsOutput {
  const { NamePrefix = '' } = input;
  const found = allGroups(context)
    .list()
    .filter(({ name }) => name.startsWith(NamePrefix));
  const { items, next } = pageByKey(found, ({ name }) => name, input);
  return {
    ScheduleGroups: items.map((group) => describe(group, context)),
    ...(next !== undefined && { NextToken: next }),
  };
}

function describe({ name, createdAt, modifiedAt }: Group, context: Context) {
  return {
    Arn: groupArn(name, context),
    Name: name,
    State: 'ACTIVE',
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(modifiedAt),
  } as const;
}
