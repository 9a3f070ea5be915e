import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { documentIn, objectIn, objectsIn, tagMapIn, textIn } from '../../recorded/properties';
import {
  arnOf,
  type ExclusionFilter,
  repositoriesOf,
  type StoredRepository,
  uriOf,
} from './model/records';
import type { CreateRepositoryRequest } from './model/requests';
import { CreateRepository, checkMutability, DeleteRepository } from './operations/repositories';
import { checkLifecyclePolicy, checkPolicy } from './operations/settings';

/** AWS::ECR::Repository */
export const repositoryType: ResourceType = {
  properties: [
    'EmptyOnDelete',
    'ImageTagMutability',
    'ImageTagMutabilityExclusionFilters',
    'RepositoryName',
    'RepositoryPolicyText',
    'Tags',
  ],
  recorded: ['EncryptionConfiguration', 'ImageScanningConfiguration', 'LifecyclePolicy'],
  replacement: ['RepositoryName', 'EncryptionConfiguration'],
  writeOnly: ['EmptyOnDelete'],
  scalars: { booleans: ['ScanOnPush', 'EmptyOnDelete'], json: ['RepositoryPolicyText'] },

  create(request, context) {
    const { properties } = request;
    const name = String(properties.RepositoryName ?? request.physicalName(256).toLowerCase());
    CreateRepository({ repositoryName: name, ...encryptionIn(properties) }, context);
    try {
      return configure(name, properties, context);
    } catch (error) {
      // The failed resource has no physical id yet, so nobody else would remove what was begun.
      repositoriesOf(context).delete(name);
      throw error;
    }
  },

  update: (name, { properties }, _, context) => configure(name, properties, context),

  find({ RepositoryName }, context) {
    const name = String(RepositoryName);
    return repositoriesOf(context).get(name) && stateOf(name, context);
  },

  read(name, { Tags }, context) {
    const known = repositoriesOf(context).get(name);
    return known && describe(known, Tags);
  },

  delete(name, { EmptyOnDelete }, context) {
    if (!repositoriesOf(context).get(name)) return;
    DeleteRepository({ repositoryName: name, force: EmptyOnDelete === true }, context);
  },
};

function encryptionIn(
  properties: Properties,
): Pick<CreateRepositoryRequest, 'encryptionConfiguration'> {
  if (properties.EncryptionConfiguration === undefined) return {};
  const { EncryptionType, KmsKey } = objectIn(properties, 'EncryptionConfiguration');
  return {
    encryptionConfiguration: {
      encryptionType: String(EncryptionType),
      ...(KmsKey !== undefined && { kmsKey: String(KmsKey) }),
    },
  };
}

function configure(name: string, properties: Properties, context: Context): ResourceState {
  const known = repositoriesOf(context).get(name);
  const lifecyclePolicy = textIn(objectIn(properties, 'LifecyclePolicy'), 'LifecyclePolicyText');
  const policy = documentIn(properties, 'RepositoryPolicyText');
  const scanning = objectIn(properties, 'ImageScanningConfiguration');
  if (policy !== undefined) checkPolicy(policy);
  if (lifecyclePolicy !== undefined) checkLifecyclePolicy(lifecyclePolicy);
  repositoriesOf(context).put(name, {
    name,
    createdAt: known?.createdAt ?? context.now().toISOString(),
    encryption: known?.encryption ?? { encryptionType: 'AES256' },
    ...mutabilityIn(properties),
    scanOnPush: scanning.ScanOnPush === true,
    ...(policy !== undefined && { policy }),
    ...(lifecyclePolicy !== undefined && { lifecyclePolicy }),
    tags: tagMapIn(properties),
  });
  return stateOf(name, context);
}

function mutabilityIn(properties: Properties): Pick<StoredRepository, 'mutability' | 'exclusions'> {
  const exclusions = objectsIn(properties, 'ImageTagMutabilityExclusionFilters').map(
    (filter): ExclusionFilter => ({
      filterType: String(filter.ImageTagMutabilityExclusionFilterType),
      filter: String(filter.ImageTagMutabilityExclusionFilterValue),
    }),
  );
  return checkMutability({
    imageTagMutability: textIn(properties, 'ImageTagMutability'),
    imageTagMutabilityExclusionFilters: exclusions,
  });
}

function describe(known: StoredRepository, Tags: unknown): Properties {
  const { encryptionType, kmsKey } = known.encryption;
  return {
    RepositoryName: known.name,
    ImageTagMutability: known.mutability,
    ImageTagMutabilityExclusionFilters: known.exclusions.map(({ filterType, filter }) => ({
      ImageTagMutabilityExclusionFilterType: filterType,
      ImageTagMutabilityExclusionFilterValue: filter,
    })),
    ImageScanningConfiguration: { ScanOnPush: known.scanOnPush },
    EncryptionConfiguration: { EncryptionType: encryptionType, KmsKey: kmsKey },
    RepositoryPolicyText: known.policy,
    LifecyclePolicy: { LifecyclePolicyText: known.lifecyclePolicy },
    Tags: tagList(Tags, known.tags),
  };
}

function stateOf(name: string, context: Context): ResourceState {
  return {
    physicalId: name,
    attributes: { Arn: arnOf(name, context), RepositoryUri: uriOf(name, context) },
  };
}
