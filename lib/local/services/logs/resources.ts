import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { tagMapIn, textIn, wordIn } from '../../recorded/properties';
import { groupArn, groupOf, groups } from './model/records';
import { CreateLogGroup, DeleteLogGroup, setRetention } from './operations/groups';

/** AWS::Logs::LogGroup */
export const logGroupType: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays', 'Tags', 'DeletionProtectionEnabled'],
  recorded: ['KmsKeyId', 'LogGroupClass'],
  replacement: ['LogGroupName'],
  scalars: { numbers: ['RetentionInDays'], booleans: ['DeletionProtectionEnabled'] },

  create(request, context) {
    const { properties } = request;
    const name = String(properties.LogGroupName ?? request.physicalName(512));
    CreateLogGroup({ logGroupName: name, ...settingsOf(properties) }, context);
    try {
      setRetention(groupOf({ logGroupName: name }, context), retentionOf(properties), context);
    } catch (error) {
      // The failed resource has no physical id yet, so nobody else would remove what was begun.
      groups(context).delete(name);
      throw error;
    }
    return stateOf(name, context);
  },

  update(name, { properties }, _, context) {
    const group = groupOf({ logGroupName: name }, context);
    const { deletionProtectionEnabled, ...settings } = settingsOf(properties);
    const changed = { ...group, ...settings, deletionProtected: deletionProtectionEnabled };
    setRetention(changed, retentionOf(properties), context);
    return stateOf(name, context);
  },

  read(name, { Tags }, context) {
    const group = groups(context).get(name);
    return (
      group && {
        LogGroupName: name,
        RetentionInDays: group.retentionInDays,
        KmsKeyId: group.kmsKeyId,
        LogGroupClass: group.logGroupClass,
        DeletionProtectionEnabled: group.deletionProtected,
        Tags: tagList(Tags, group.tags),
      }
    );
  },

  delete(name, _, context) {
    if (groups(context).get(name)) DeleteLogGroup({ logGroupName: name }, context);
  },
};

const classes = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] as const;

function settingsOf(properties: Properties) {
  return {
    kmsKeyId: textIn(properties, 'KmsKeyId'),
    logGroupClass: wordIn(properties, 'LogGroupClass', classes) ?? 'STANDARD',
    deletionProtectionEnabled: properties.DeletionProtectionEnabled === true,
    tags: tagMapIn(properties),
  };
}

function retentionOf({ RetentionInDays: days }: Properties): number | undefined {
  return days === undefined ? undefined : Number(days);
}

function stateOf(name: string, context: Context): ResourceState {
  return { physicalId: name, attributes: { Arn: `${groupArn(name, context)}:*` } };
}
