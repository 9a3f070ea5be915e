import { recordedType } from '../../../recorded/recorded-type';
import { arnOf } from '../model/names';
import { clusterRecords } from '../model/records';

/** AWS::ECS::Cluster */
export const clusterType = recordedType('AWS::ECS::Cluster', {
  records: clusterRecords,
  nameProperty: 'ClusterName',
  maxNameLength: 255,
  recorded: [
    'CapacityProviders',
    'ClusterName',
    'ClusterSettings',
    'Configuration',
    'DefaultCapacityProviderStrategy',
    'ServiceConnectDefaults',
    'Tags',
  ],
  replacement: ['ClusterName'],
  state: (name, _, context) => ({
    physicalId: name,
    attributes: { Arn: arnOf(`cluster/${name}`, context) },
  }),
});
