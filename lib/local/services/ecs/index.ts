import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { clusterType } from './resources/cluster';
import { serviceType } from './resources/service';
import { taskDefinitionType } from './resources/task-definition';

/** Recorded only, once what is to be run has been found: no task is ever run. */
export const ecs: Service = {
  name: 'ecs',
  protocol: jsonProtocol('AmazonEC2ContainerServiceV20141113'),
  operations: {},
  resources: {
    'AWS::ECS::Cluster': clusterType,
    'AWS::ECS::Service': serviceType,
    'AWS::ECS::TaskDefinition': taskDefinitionType,
  },
};
