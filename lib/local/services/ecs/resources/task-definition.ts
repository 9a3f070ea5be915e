import type { Context, Properties, ResourceState, ResourceType } from '../../../base/context';
import { handlerFailure } from '../../../recorded/handler-failure';
import { checkLimits } from '../../../recorded/limits';
import { objectsIn } from '../../../recorded/properties';
import { addressOf } from '../../../recorded/registry-image';
import { arnOf, nameIn } from '../model/names';
import { revisionName, type StoredTaskDefinition, taskDefinitionsOf } from '../model/records';

/** Each change makes another revision. */
const inEachRevision = [
  'ContainerDefinitions',
  'Cpu',
  'EnableFaultInjection',
  'EphemeralStorage',
  'ExecutionRoleArn',
  'Family',
  'InferenceAccelerators',
  'IpcMode',
  'Memory',
  'NetworkMode',
  'PidMode',
  'PlacementConstraints',
  'ProxyConfiguration',
  'RequiresCompatibilities',
  'RuntimePlatform',
  'TaskRoleArn',
  'Volumes',
];

const limits = {
  ContainerDefinitions: { items: { required: ['Name', 'Image'] } },
  IpcMode: { enum: ['host', 'none', 'task'] },
  NetworkMode: { enum: ['awsvpc', 'bridge', 'host', 'none'] },
  PidMode: { enum: ['host', 'task'] },
  RequiresCompatibilities: { items: { enum: ['EC2', 'EXTERNAL', 'FARGATE', 'MANAGED_INSTANCES'] } },
};

/** AWS::ECS::TaskDefinition: no image is looked for before a service runs it. */
export const taskDefinitionType: ResourceType = {
  properties: [],
  recorded: [...inEachRevision, 'Tags'],
  replacement: inEachRevision,

  create(request, context) {
    const { properties, physicalName } = request;
    checkLimits(limits, request);
    const fault = faultOf(properties);
    if (fault !== undefined) throw handlerFailure('InvalidRequest', fault, context);
    const family = String(properties.Family ?? physicalName(255));
    const all = taskDefinitionsOf(context);
    const revisions = all.list().filter((one) => one.family === family);
    const revision = 1 + Math.max(0, ...revisions.map((one) => one.revision));
    const made = { family, revision, active: true, properties };
    all.put(revisionName(made), made);
    return stateOf(made, context);
  },

  update(arn, { properties }, _, context) {
    const known = taskDefinitionsOf(context).get(nameIn(arn));
    if (!known) throw handlerFailure('NotFound', 'Unable to describe task definition.', context);
    taskDefinitionsOf(context).put(revisionName(known), { ...known, properties });
    return stateOf(known, context);
  },

  delete(arn, _, context) {
    const known = taskDefinitionsOf(context).get(nameIn(arn));
    if (known) taskDefinitionsOf(context).put(revisionName(known), { ...known, active: false });
  },
};

function stateOf(one: StoredTaskDefinition, context: Context): ResourceState {
  const arn = arnOf(`task-definition/${revisionName(one)}`, context);
  return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
}

function faultOf(properties: Properties): string | undefined {
  const containers = objectsIn(properties, 'ContainerDefinitions');
  const {
    RequiresCompatibilities: needed,
    NetworkMode,
    Cpu,
    Memory,
    ExecutionRoleArn,
  } = properties;
  if (containers.length === 0) return 'Container list cannot be empty.';
  if (![needed].flat().includes('FARGATE')) return undefined;
  if (NetworkMode !== 'awsvpc') return 'Fargate only supports network mode ‘awsvpc’.';
  if (Cpu === undefined) return "Fargate requires that 'cpu' be defined at the task level.";
  if (Memory === undefined) return "Fargate requires that 'memory' be defined at the task level.";
  const isPulledWithRole = containers.some(({ Image }) => addressOf(String(Image)));
  if (isPulledWithRole && ExecutionRoleArn === undefined)
    return 'Fargate requires task definition to have execution role ARN to support ECR images.';
  return undefined;
}
