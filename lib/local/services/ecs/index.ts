import { jsonProtocol } from '../../protocol/json';
import type { Service } from '../../service';
import { clusterType } from './cluster';
import { serviceType } from './service';
import { taskDefinitionType } from './task-definition';

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
