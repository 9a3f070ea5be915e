import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { asRequest } from '../../protocol/request';
import { objectIn } from '../../recorded/properties';
import { invalid } from './model/errors';
import { parameters } from './model/records';
import { PutParameter } from './operations/put';

/** AWS::SSM::Parameter. CloudFormation makes no SecureString, here as there. */
export const parameterType: ResourceType = {
  properties: [
    'AllowedPattern',
    'DataType',
    'Description',
    'Name',
    'Tags',
    'Tier',
    'Type',
    'Value',
  ],
  required: ['Type', 'Value'],
  replacement: ['Name'],
  // Without any number or boolean among them, every value is handed over as text.
  scalars: {},

  create: (request, context) =>
    put(
      String(request.properties.Name ?? request.physicalName(1011)),
      request.properties,
      false,
      context,
    ),

  update: (name, { properties }, _, context) => put(name, properties, true, context),

  find({ Name }, context) {
    const name = String(Name);
    const current = parameters(context).get(name)?.versions[0];
    return current && stateOf(name, current.type, current.value);
  },

  read(name, _, context) {
    const parameter = parameters(context).get(name);
    if (!parameter) return undefined;
    const [current] = parameter.versions;
    return {
      Name: name,
      Type: current.type,
      Value: current.value,
      Description: current.description,
      AllowedPattern: current.allowedPattern,
      DataType: current.dataType,
      Tier: current.tier,
      Tags: parameter.tags,
    };
  },

  delete(name, _, context) {
    parameters(context).delete(name);
  },
};

async function put(
  name: string,
  properties: Properties,
  overwrite: boolean,
  context: Context,
): Promise<ResourceState> {
  if (properties.Type !== 'String' && properties.Type !== 'StringList')
    throw invalid(`Type ${properties.Type} is not supported by CloudFormation.`);
  const { Tags, ...request } = properties;
  await PutParameter(
    asRequest<PutParameterRequest>('ssm', 'PutParameter', {
      ...request,
      Name: name,
      Value: String(properties.Value),
      Overwrite: overwrite,
    }),
    context,
  );
  const written = parameters(context).get(name);
  const tags = Object.fromEntries(
    Object.entries(objectIn(properties, 'Tags')).map(([key, value]) => [key, String(value)]),
  );
  if (written) parameters(context).put(name, { ...written, tags });
  return stateOf(name, properties.Type, String(properties.Value));
}

function stateOf(physicalId: string, Type: string, Value: string): ResourceState {
  return { physicalId, attributes: { Type, Value } };
}
