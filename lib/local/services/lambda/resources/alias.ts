import type { Context, ResourceType } from '../../../base/context';
import { handlerFailure } from '../../../recorded/handler-failure';
import { checkLimits } from '../../../recorded/limits';
import { functionNotFound } from '../model/errors';
import { functionArn, functionNamed, publications, publicationsOf } from '../model/records';

const limits = {
  FunctionVersion: { pattern: /^(\$LATEST(\.PUBLISHED)?|[0-9]+)$/ },
  Name: { maxLength: 128, pattern: /^(?!\d+$)[a-zA-Z0-9-_]+$/ },
};

/** AWS::Lambda::Alias: leads to a version that is there. */
export const aliasType: ResourceType = {
  properties: [],
  recorded: [
    'FunctionName',
    'FunctionVersion',
    'Name',
    'Description',
    'ProvisionedConcurrencyConfig',
    'RoutingConfig',
  ],
  required: ['FunctionName', 'FunctionVersion', 'Name'],
  replacement: ['FunctionName', 'Name'],

  create(request, context) {
    checkLimits(limits, request);
    const { FunctionName, FunctionVersion, Name } = request.properties;
    const { name } = functionNamed(FunctionName, context);
    const arn = `${functionArn(name, context)}:${Name}`;
    if (publications(name, context).aliases[String(Name)] !== undefined)
      throw handlerFailure('AlreadyExists', `Alias already exists: ${arn}`, context);
    return lead(arn, name, String(Name), String(FunctionVersion), context);
  },

  update(arn, request, _, context) {
    checkLimits(limits, request);
    const { FunctionName, FunctionVersion, Name } = request.properties;
    const { name } = functionNamed(FunctionName, context);
    return lead(arn, name, String(Name), String(FunctionVersion), context);
  },

  delete(arn, _, context) {
    const { name = '', alias = '' } =
      /:function:(?<name>[^:]+):(?<alias>[^:]+)$/.exec(arn)?.groups ?? {};
    const known = publicationsOf(context).get(name);
    if (!known) return;
    const { [alias]: __, ...aliases } = known.aliases;
    publicationsOf(context).put(name, { ...known, aliases });
  },
};

function lead(arn: string, name: string, alias: string, version: string, context: Context) {
  const known = publications(name, context);
  if (version !== '$LATEST' && !known.versions.includes(Number(version)))
    throw functionNotFound(`${functionArn(name, context)}:${version}`, context);
  publicationsOf(context).put(name, { ...known, aliases: { ...known.aliases, [alias]: version } });
  return { physicalId: arn, attributes: { AliasArn: arn } };
}
