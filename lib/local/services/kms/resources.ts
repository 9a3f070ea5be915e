import type { CreateKeyRequest } from '@aws-sdk/client-kms';
import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { notImplemented } from '../../base/service-error';
import { asRequest } from '../../protocol/request';
import { documentIn, tagMapIn } from '../../recorded/properties';
import { checkKeyPolicy } from './model/lockout';
import { aliases, arnOf, keyOf, keys } from './model/records';
import { CreateAlias, UpdateAlias } from './operations/aliases';
import { CreateKey, ScheduleKeyDeletion } from './operations/keys';

/** AWS::KMS::Key. Deleting it schedules its deletion, as on AWS. */
export const keyType: ResourceType = {
  properties: [
    'KeyPolicy',
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'Enabled',
    'KeySpec',
    'KeyUsage',
    'PendingWindowInDays',
    'Tags',
  ],
  recorded: ['EnableKeyRotation', 'RotationPeriodInDays', 'MultiRegion', 'Origin'],
  replacement: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  writeOnly: ['PendingWindowInDays', 'BypassPolicyLockoutSafetyCheck'],
  scalars: {
    numbers: ['PendingWindowInDays', 'RotationPeriodInDays'],
    booleans: ['Enabled', 'EnableKeyRotation', 'MultiRegion', 'BypassPolicyLockoutSafetyCheck'],
    json: ['KeyPolicy'],
  },

  create({ properties }, context) {
    const { KeySpec, KeyUsage, Origin, MultiRegion } = properties;
    checkPolicy('new', properties, context);
    if (MultiRegion === true) throw notImplemented('kms', 'AWS::KMS::Key with MultiRegion');
    const request = { KeySpec, KeyUsage, Origin };
    const { KeyMetadata } = CreateKey(
      asRequest<CreateKeyRequest>('kms', 'CreateKey', request),
      context,
    );
    return configure(KeyMetadata?.KeyId ?? '', properties, context);
  },

  update(keyId, { properties }, _, context) {
    if (documentIn(properties, 'KeyPolicy') !== keys(context).get(keyId)?.policy)
      checkPolicy(keyId, properties, context);
    return configure(keyId, properties, context);
  },

  read(keyId, { Tags }, context) {
    const key = keys(context).get(keyId);
    if (!key || key.deletionDate !== undefined) return undefined;
    return {
      Description: key.description,
      Enabled: key.enabled,
      KeySpec: key.keySpec,
      KeyUsage: key.keyUsage,
      KeyPolicy: key.policy,
      EnableKeyRotation: key.rotationDays !== undefined,
      RotationPeriodInDays: key.rotationDays,
      MultiRegion: false,
      Origin: 'AWS_KMS',
      Tags: tagList(Tags, key.tags),
    };
  },

  delete(keyId, { PendingWindowInDays: days }, context) {
    const key = keys(context).get(keyId);
    if (!key || key.deletionDate !== undefined) return;
    ScheduleKeyDeletion(
      { KeyId: keyId, PendingWindowInDays: days === undefined ? undefined : Number(days) },
      context,
    );
  },
};

/** Before anything is made. */
function checkPolicy(keyId: string, properties: Properties, context: Context): void {
  const policy = documentIn(properties, 'KeyPolicy');
  const bypass = properties.BypassPolicyLockoutSafetyCheck === true;
  if (policy !== undefined) checkKeyPolicy({ keyId, policy, bypass }, context);
}

function configure(keyId: string, properties: Properties, context: Context): ResourceState {
  const { Description, Enabled, EnableKeyRotation, RotationPeriodInDays } = properties;
  const key = keyOf(keyId, context);
  keys(context).put(keyId, {
    ...key,
    description: String(Description ?? ''),
    enabled: Enabled !== false,
    rotationDays: EnableKeyRotation === true ? Number(RotationPeriodInDays ?? 365) : undefined,
    policy: documentIn(properties, 'KeyPolicy') ?? key.policy,
    tags: tagMapIn(properties),
  });
  return {
    physicalId: keyId,
    attributes: { Arn: arnOf(`key/${keyId}`, context), KeyId: keyId },
  };
}

/** AWS::KMS::Alias */
export const aliasType: ResourceType = {
  properties: ['AliasName', 'TargetKeyId'],
  required: ['AliasName', 'TargetKeyId'],
  replacement: ['AliasName'],

  create({ properties }, context) {
    CreateAlias(namesOf(properties), context);
    return { physicalId: String(properties.AliasName), attributes: {} };
  },

  update(name, { properties }, _, context) {
    UpdateAlias(namesOf(properties), context);
    return { physicalId: name, attributes: {} };
  },

  read(name, { TargetKeyId }, context) {
    const alias = aliases(context).get(name);
    if (!alias) return undefined;
    // A template may name the key by its ARN.
    const target = String(TargetKeyId).startsWith('arn:')
      ? arnOf(`key/${alias.keyId}`, context)
      : alias.keyId;
    return { AliasName: name, TargetKeyId: target };
  },

  delete(name, _, context) {
    aliases(context).delete(name);
  },
};

function namesOf({ AliasName, TargetKeyId }: Properties) {
  return { AliasName: String(AliasName), TargetKeyId: String(TargetKeyId) };
}
