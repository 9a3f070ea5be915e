import { serviceCaller } from '../../../base/caller';
import type { Context, ResourceType } from '../../../base/context';
import { statementsIn } from '../../../policy/statement';
import { handlerFailure } from '../../../recorded/handler-failure';
import { recordedType } from '../../../recorded/recorded-type';
import { fieldsOf } from '../../../values/fields';
import { checkPackage } from '../model/package';
import { functionArn, functionRecords, publications, publicationsOf } from '../model/records';

const recorded = recordedType('AWS::Lambda::Function', {
  records: functionRecords,
  nameProperty: 'FunctionName',
  maxNameLength: 64,
  recorded: [
    'Architectures',
    'CapacityProviderConfig',
    'Code',
    'CodeSigningConfigArn',
    'DeadLetterConfig',
    'Description',
    'DurableConfig',
    'Environment',
    'EphemeralStorage',
    'FileSystemConfigs',
    'FunctionName',
    'FunctionScalingConfig',
    'Handler',
    'ImageConfig',
    'KmsKeyArn',
    'Layers',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'PublishToLatestPublished',
    'RecursiveLoop',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'RuntimeManagementConfig',
    'SnapStart',
    'Tags',
    'TenancyConfig',
    'Timeout',
    'TracingConfig',
    'VpcConfig',
  ],
  required: ['Code', 'Role'],
  replacement: ['FunctionName', 'PackageType', 'TenancyConfig'],
  isFoundByName: true,
  limits: {
    Architectures: { maxItems: 1, items: { enum: ['x86_64', 'arm64'] } },
    Description: { maxLength: 256 },
    Layers: { maxItems: 5 },
    MemorySize: { minimum: 128, maximum: 32_768 },
    PackageType: { enum: ['Image', 'Zip'] },
    ReservedConcurrentExecutions: { minimum: 0 },
    Role: { pattern: /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/ },
    Timeout: { minimum: 1, maximum: 900 },
  },
  async check(properties, context) {
    await checkRole(String(properties.Role), context);
    await checkPackage(properties, context);
  },
  state: (name, _, context) => ({
    physicalId: name,
    attributes: { Arn: functionArn(name, context) },
  }),
});

/** AWS::Lambda::Function: what it is to run has to be there. Nothing is ever run. */
export const functionType: ResourceType = {
  ...recorded,
  delete(name, properties, context) {
    const { last } = publications(name, context);
    if (last > 0) publicationsOf(context).put(name, { name, last, versions: [], aliases: {} });
    return recorded.delete(name, properties, context);
  },
};

/** @throws where the role is not of this account, or lets Lambda not be it */
async function checkRole(role: string, context: Context): Promise<void> {
  const [, account, name = ''] =
    /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? [];
  const found =
    account === context.account &&
    (await context
      .as(serviceCaller(context.account))
      .call<{ Role: { AssumeRolePolicyDocument: string } }>('iam', 'GetRole', { RoleName: name })
      .catch(() => undefined));
  if (found && isAssumable(decodeURIComponent(found.Role.AssumeRolePolicyDocument))) return;
  throw handlerFailure(
    'InvalidRequest',
    'The role defined for the function cannot be assumed by Lambda.',
    context,
  );
}

function isAssumable(trust: string): boolean {
  return statementsIn(trust).some(
    ({ Effect, Principal }) =>
      Effect === 'Allow' && [fieldsOf(Principal).Service].flat().includes('lambda.amazonaws.com'),
  );
}
