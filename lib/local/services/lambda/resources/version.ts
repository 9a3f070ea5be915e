import type { Properties, ResourceState, ResourceType } from '../../../base/context';
import { handlerFailure } from '../../../recorded/handler-failure';
import { functionArn, functionNamed, publications, publicationsOf } from '../model/records';

/** Settings of a function that are in none of its versions: changing them alone leaves nothing new to publish. */
const outsideOfVersions = [
  'CodeSigningConfigArn',
  'FunctionScalingConfig',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'RuntimeManagementConfig',
  'Tags',
];

/** AWS::Lambda::Version */
export const versionType: ResourceType = {
  properties: [],
  recorded: [
    'FunctionName',
    'Description',
    'FunctionScalingConfig',
    'ProvisionedConcurrencyConfig',
    'RuntimePolicy',
  ],
  required: ['FunctionName'],
  replacement: ['FunctionName', 'Description', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],

  create({ properties: { FunctionName } }, context) {
    const { name, properties } = functionNamed(FunctionName, context);
    const known = publications(name, context);
    const published = fingerprint(properties);
    if (published === known.published && known.versions.includes(known.last))
      throw handlerFailure(
        'AlreadyExists',
        `A version for this Lambda function exists ( ${known.last} ). Modify the function to create a new version.`,
        context,
      );
    const last = known.last + 1;
    const versions = [...known.versions, last];
    publicationsOf(context).put(name, { ...known, last, published, versions });
    return stateOf(`${functionArn(name, context)}:${last}`);
  },

  update: stateOf,

  delete(arn, _, context) {
    const { name = '', version } = partsOf(arn);
    const known = publicationsOf(context).get(name);
    if (!known) return;
    const versions = known.versions.filter((number) => number !== Number(version));
    publicationsOf(context).put(name, { ...known, versions });
  },
};

function fingerprint(properties: Properties): string {
  const own = Object.entries(properties).filter(([name]) => !outsideOfVersions.includes(name));
  return JSON.stringify(own.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function stateOf(physicalId: string): ResourceState {
  const { version = '' } = partsOf(physicalId);
  return { physicalId, attributes: { FunctionArn: physicalId, Version: version } };
}

function partsOf(arn: string): { name?: string; version?: string } {
  return /:function:(?<name>[^:]+):(?<version>\d+)$/.exec(arn)?.groups ?? {};
}
