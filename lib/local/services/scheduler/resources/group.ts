import type { CreateScheduleGroupInput } from '@aws-sdk/client-scheduler';
import type { Context, ResourceState, ResourceType } from '../../../base/context';
import { tagList } from '../../../base/list-order';
import { asRequest } from '../../../protocol/request';
import { allGroups, groupArn, groupNamed } from '../model/records';
import { tagMap } from '../model/tags';
import { CreateScheduleGroup, DeleteScheduleGroup } from '../operations/groups';

function stateOf(name: string, context: Context): ResourceState {
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
    return stateOf(Name, context);
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
    return stateOf(Name, context);
  },
  read(name, { Tags }, context) {
    const known = allGroups(context).get(name);
    return known && { Name: name, Tags: tagList(Tags, known.tags) };
  },
  async delete(Name, _properties, context) {
    if (allGroups(context).get(Name)) await DeleteScheduleGroup({ Name }, context);
  },
};
