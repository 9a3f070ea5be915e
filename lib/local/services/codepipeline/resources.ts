import type { CreatePipelineInput } from '@aws-sdk/client-codepipeline';
import type {
  Context,
  Properties,
  ResourceRequest,
  ResourceState,
  ResourceType,
} from '../../base/context';
import { inOrderOf } from '../../base/list-order';
import { ServiceError } from '../../base/service-error';
import { asRequest } from '../../protocol/request';
import { objectsIn, tagsIn } from '../../recorded/properties';
import { fieldsOf } from '../../values/fields';
import { engineOf } from './engine/engine';
import { arnOf } from './model/declaration';
import type { StateRecord } from './model/records';
import { StartPipelineExecution } from './operations/executions';
import { CreatePipeline, UpdatePipeline } from './operations/pipelines';
import { DisableStageTransition, EnableStageTransition } from './operations/transitions';

/** Keys under which a map stands whose own keys are names, and so stay as they are written. */
const maps = ['Configuration'];

export const pipelineResource: ResourceType = {
  properties: [
    'Name',
    'RoleArn',
    'Stages',
    'ArtifactStore',
    'ArtifactStores',
    'ExecutionMode',
    'PipelineType',
    'Variables',
    'Triggers',
    'DisableInboundStageTransitions',
    'RestartExecutionOnUpdate',
    'Tags',
  ],
  required: ['RoleArn', 'Stages'],
  replacement: ['Name'],
  scalars: {
    numbers: ['RunOrder', 'TimeoutInMinutes'],
    booleans: ['RestartExecutionOnUpdate'],
  },
  create(request, context) {
    const input = declarationOf(request, request.physicalName(100));
    const { pipeline } = CreatePipeline(input, context);
    return finish(pipeline?.name ?? '', request.properties, {}, context);
  },
  update(name, request, previous, context) {
    UpdatePipeline(declarationOf(request, name), context);
    retag(name, request, context);
    const state = finish(name, request.properties, previous, context);
    if (request.properties.RestartExecutionOnUpdate === true)
      StartPipelineExecution({ name }, context);
    return state;
  },
  find({ Name }, context) {
    const name = String(Name);
    return engineOf(context).pipelines.get(name) && stateOf(name, context);
  },
  writeOnly: ['RestartExecutionOnUpdate'],
  read(name, { Tags, DisableInboundStageTransitions }, context) {
    const engine = engineOf(context);
    if (!engine.pipelines.get(name)) return undefined;
    const known = engine.pipeline(name);
    const { artifactStores, ...declaration } = known.declaration;
    const tags = known.tags.map(({ key, value }) => ({ Key: key, Value: value }));
    return {
      ...fieldsOf(capitalise(declaration)),
      ArtifactStores:
        artifactStores &&
        Object.entries(artifactStores).map(([Region, store]) => ({
          Region,
          ArtifactStore: capitalise(store),
        })),
      DisableInboundStageTransitions: inOrderOf(
        DisableInboundStageTransitions,
        disabledTransitions(engine.state(name)),
        ({ StageName }) => StageName,
      ),
      Tags: inOrderOf(Tags, tags, ({ Key }) => Key),
    };
  },
  delete(name, _, context) {
    engineOf(context).forget(name);
  },
};

/** From CloudFormation's spelling to the API's. */
function declarationOf({ properties }: ResourceRequest, name: string): CreatePipelineInput {
  const {
    RestartExecutionOnUpdate,
    DisableInboundStageTransitions,
    Tags,
    ArtifactStores,
    ...rest
  } = properties;
  const stores = objectsIn(properties, 'ArtifactStores');
  const pipeline = {
    name,
    ...fieldsOf(uncapitalise(rest)),
    ...(ArtifactStores !== undefined && {
      artifactStores: Object.fromEntries(
        stores.map(({ Region, ArtifactStore }) => [Region, uncapitalise(ArtifactStore)]),
      ),
    }),
  };
  const input = { pipeline, tags: uncapitalise(Tags ?? []) };
  return asRequest<CreatePipelineInput>('codepipeline', 'CreatePipeline', input);
}

function uncapitalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncapitalise);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      maps.includes(key) ? stringified(inner) : uncapitalise(inner),
    ]),
  );
}

/** The way back. */
function capitalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalise);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key.charAt(0).toUpperCase() + key.slice(1);
      return [name, maps.includes(name) ? inner : capitalise(inner)];
    }),
  );
}

/** Templates write `false` and `5` where an action's configuration knows only text. */
function stringified(map: unknown): unknown {
  if (map === null || typeof map !== 'object') return map;
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}

function retag(name: string, { properties }: ResourceRequest, context: Context): void {
  const engine = engineOf(context);
  const tags = tagsIn(properties).map(({ Key, Value }) => ({ key: Key, value: Value }));
  engine.put({ ...engine.pipeline(name), tags });
}

function finish(
  name: string,
  properties: Properties,
  previous: Properties,
  context: Context,
): ResourceState {
  const disabled = transitionsOf(properties);
  for (const { StageName } of transitionsOf(previous)) {
    if (!disabled.some((one) => one.StageName === StageName))
      EnableStageTransition(
        { pipelineName: name, stageName: StageName, transitionType: 'Inbound' },
        context,
      );
  }
  for (const { StageName, Reason } of disabled)
    DisableStageTransition(
      { pipelineName: name, stageName: StageName, transitionType: 'Inbound', reason: Reason },
      context,
    );
  return stateOf(name, context);
}

function stateOf(name: string, context: Context): ResourceState {
  const { version } = engineOf(context).pipeline(name).declaration;
  return { physicalId: name, attributes: { Version: String(version), Arn: arnOf(context, name) } };
}

function disabledTransitions({ stages }: StateRecord) {
  return Object.entries(stages).flatMap(([StageName, { inbound }]) =>
    inbound?.enabled === false ? [{ StageName, Reason: inbound.reason }] : [],
  );
}

function transitionsOf(properties: Properties): readonly { StageName: string; Reason: string }[] {
  const list = properties.DisableInboundStageTransitions ?? [];
  if (!Array.isArray(list))
    throw new ServiceError('ValidationException', 'DisableInboundStageTransitions must be a list');
  return list;
}
