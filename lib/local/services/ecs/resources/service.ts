import type { Context, Properties } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { handlerFailure } from '../../../recorded/handler-failure';
import { objectIn, objectsIn } from '../../../recorded/properties';
import { type RecordedResource, recordedType } from '../../../recorded/recorded-type';
import { whyStopped } from '../model/images';
import { arnOf, nameIn } from '../model/names';
import { clusterRecords, taskDefinitionNamed } from '../model/records';

/** AWS::ECS::Service: its tasks have to be able to start. None is ever started. */
export const serviceType = recordedType('AWS::ECS::Service', {
  records: 'ecs/services',
  nameProperty: 'ServiceName',
  maxNameLength: 255,
  recorded: [
    'AvailabilityZoneRebalancing',
    'CapacityProviderStrategy',
    'Cluster',
    'DeploymentConfiguration',
    'DeploymentController',
    'DesiredCount',
    'EnableECSManagedTags',
    'EnableExecuteCommand',
    'ForceNewDeployment',
    'HealthCheckGracePeriodSeconds',
    'LaunchType',
    'LoadBalancers',
    'NetworkConfiguration',
    'PlacementConstraints',
    'PlacementStrategies',
    'PlatformVersion',
    'PropagateTags',
    'Role',
    'SchedulingStrategy',
    'ServiceConnectConfiguration',
    'ServiceName',
    'ServiceRegistries',
    'Tags',
    'TaskDefinition',
    'VolumeConfigurations',
    'VpcLatticeConfigurations',
  ],
  limits: {
    AvailabilityZoneRebalancing: { enum: ['ENABLED', 'DISABLED'] },
    LaunchType: { enum: ['EC2', 'FARGATE', 'EXTERNAL'] },
    PropagateTags: { enum: ['SERVICE', 'TASK_DEFINITION'] },
    SchedulingStrategy: { enum: ['DAEMON', 'REPLICA'] },
  },
  replacement: ['Cluster', 'LaunchType', 'Role', 'SchedulingStrategy', 'ServiceName'],
  async check(properties, context) {
    refuseOtherControllers(properties);
    const { containers, fault } = tasksOf(properties, context);
    if (fault !== undefined) throw handlerFailure('InvalidRequest', fault, context);
    if (Number(properties.DesiredCount ?? 1) > 0)
      await demandStart(properties, containers, context);
  },
  state(name, { Cluster = 'default' }, context) {
    const arn = arnOf(`service/${nameIn(Cluster)}/${name}`, context);
    return { physicalId: arn, attributes: { Name: name, ServiceArn: arn } };
  },
});

function refuseOtherControllers(properties: Properties): void {
  const { Type = 'ECS' } = objectIn(properties, 'DeploymentController');
  if (Type !== 'ECS')
    throw notImplemented('ecs', `services with the deployment controller ${Type}`);
}

/** The containers of a service's tasks, or why there can be no such service. */
function tasksOf(
  { Cluster = 'default', TaskDefinition, LaunchType, NetworkConfiguration }: Properties,
  context: Context,
): { readonly containers: readonly Properties[]; readonly fault?: string } {
  const none = (fault: string) => ({ containers: [], fault });
  if (!context.records<RecordedResource>(clusterRecords).get(nameIn(Cluster)))
    return none('Cluster not found.');
  const task = taskDefinitionNamed(TaskDefinition, context);
  if (!task) return none('TaskDefinition not found.');
  const { RequiresCompatibilities, NetworkMode } = task.properties;
  if (LaunchType === 'FARGATE' && ![RequiresCompatibilities].flat().includes('FARGATE'))
    return none('Task definition does not support launch_type FARGATE.');
  if (NetworkMode === 'awsvpc' && NetworkConfiguration === undefined)
    return none("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  return { containers: objectsIn(task.properties, 'ContainerDefinitions') };
}

/**
 * Images of ECR have to be there and to be had; those of other registries are not looked for. What a stopped task would
 * say on AWS stands behind CloudFormation's own words, as there is nobody here to be asked for it. And without a circuit
 * breaker, where AWS goes on trying for hours, the end is told at once.
 */
async function demandStart(
  properties: Properties,
  containers: readonly Properties[],
  context: Context,
): Promise<void> {
  const stopped = await whyStopped(containers, context);
  if (stopped === undefined) return;
  const configuration = objectIn(properties, 'DeploymentConfiguration');
  const { Enable } = objectIn(configuration, 'DeploymentCircuitBreaker');
  throw String(Enable) === 'true'
    ? handlerFailure(
        'GeneralServiceException',
        `Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'. ${stopped}`,
        context,
      )
    : handlerFailure('NotStabilized', `The service does not become stable. ${stopped}`, context);
}
