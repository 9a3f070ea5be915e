import type {
  CancelKeyDeletionCommandInput,
  CreateKeyCommandInput,
  CreateKeyResponse,
  DescribeKeyCommandInput,
  DescribeKeyResponse,
  DisableKeyCommandInput,
  EnableKeyCommandInput,
  KeyMetadata,
  KeyUsageType,
  ListKeysCommandInput,
  ListKeysResponse,
  ScheduleKeyDeletionCommandInput,
  UpdateKeyDescriptionCommandInput,
} from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { notImplemented } from '../../../base/service-error';
import { invalid, invalidState, pageTokens } from '../model/errors';
import { checkKeyPolicy } from '../model/lockout';
import { specOf } from '../model/material';
import { arnOf, keyOf, keys, newKey, type StoredKey, stateOf } from '../model/records';
import { tagMap } from '../model/tags';

export function CreateKey(input: CreateKeyCommandInput, context: Context): CreateKeyResponse {
  if (input.MultiRegion) throw notImplemented('kms', 'CreateKey with MultiRegion');
  if (input.CustomKeyStoreId !== undefined || (input.Origin ?? 'AWS_KMS') !== 'AWS_KMS')
    throw notImplemented('kms', 'CreateKey with another Origin than AWS_KMS');
  const keySpec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  const { Policy: policy, BypassPolicyLockoutSafetyCheck: bypass } = input;
  if (policy !== undefined) checkKeyPolicy({ keyId: 'new', policy, bypass }, context);
  const key = newKey(
    {
      keySpec,
      keyUsage: checkUsage(input.KeyUsage, keySpec),
      description: input.Description ?? '',
      tags: tagMap(input.Tags),
      ...(policy !== undefined && { policy }),
    },
    context,
  );
  return { KeyMetadata: describe(key, context) };
}

function checkUsage(usage: KeyUsageType | undefined, keySpec: StoredKey['keySpec']): KeyUsageType {
  const { kind } = specOf(keySpec);
  const asked = usage ?? 'ENCRYPT_DECRYPT';
  const allowed: Readonly<Record<typeof kind, readonly KeyUsageType[]>> = {
    symmetric: ['ENCRYPT_DECRYPT'],
    hmac: ['GENERATE_VERIFY_MAC'],
    ec: ['SIGN_VERIFY'],
    ed25519: ['SIGN_VERIFY'],
    rsa: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  };
  if (asked === 'KEY_AGREEMENT') throw notImplemented('kms', 'keys for KEY_AGREEMENT');
  if (allowed[kind].includes(asked) && (kind !== 'rsa' || usage !== undefined)) return asked;
  throw invalid(`The specified KeyUsage value is not valid for the key spec ${keySpec}.`);
}

export function DescribeKey(input: DescribeKeyCommandInput, context: Context): DescribeKeyResponse {
  return { KeyMetadata: describe(keyOf(input.KeyId, context), context) };
}

export function ListKeys(input: ListKeysCommandInput, context: Context): ListKeysResponse {
  const { items, next } = pageOf(
    keys(context).list(),
    input.Marker,
    input.Limit ?? 100,
    pageTokens,
  );
  const listed = items.map(({ keyId }) => ({
    KeyId: keyId,
    KeyArn: arnOf(`key/${keyId}`, context),
  }));
  return { Keys: listed, Truncated: next !== undefined, NextMarker: next };
}

export function EnableKey(input: EnableKeyCommandInput, context: Context): void {
  change(input.KeyId, { enabled: true }, context);
}

export function DisableKey(input: DisableKeyCommandInput, context: Context): void {
  change(input.KeyId, { enabled: false }, context);
}

export function UpdateKeyDescription(
  input: UpdateKeyDescriptionCommandInput,
  context: Context,
): void {
  change(input.KeyId, { description: input.Description ?? '' }, context);
}

function change(id: string | undefined, changes: Partial<StoredKey>, context: Context): void {
  const key = keyOf(id, context);
  if (key.deletionDate !== undefined)
    throw invalidState(`${arnOf(`key/${key.keyId}`, context)} is pending deletion.`);
  keys(context).put(key.keyId, { ...key, ...changes });
}

export function ScheduleKeyDeletion(input: ScheduleKeyDeletionCommandInput, context: Context) {
  const days = input.PendingWindowInDays ?? 30;
  if (days < 7 || days > 30) throw invalid('PendingWindowInDays is 7 to 30.');
  const { keyId } = keyOf(input.KeyId, context);
  const deletionDate = new Date(context.now().getTime() + days * 86_400_000);
  change(keyId, { deletionDate: deletionDate.toISOString() }, context);
  return {
    KeyId: arnOf(`key/${keyId}`, context),
    DeletionDate: deletionDate,
    KeyState: 'PendingDeletion',
    PendingWindowInDays: days,
  };
}

export function CancelKeyDeletion(input: CancelKeyDeletionCommandInput, context: Context) {
  const key = keyOf(input.KeyId, context);
  const arn = arnOf(`key/${key.keyId}`, context);
  if (key.deletionDate === undefined) throw invalidState(`${arn} is not pending deletion.`);
  // A key that was saved comes back disabled.
  keys(context).put(key.keyId, { ...key, deletionDate: undefined, enabled: false });
  return { KeyId: arn };
}

export function describe(key: StoredKey, context: Context): KeyMetadata {
  const { signing, encryption, macs } = specOf(key.keySpec);
  return {
    AWSAccountId: context.account,
    KeyId: key.keyId,
    Arn: arnOf(`key/${key.keyId}`, context),
    CreationDate: new Date(key.createdAt),
    Enabled: key.enabled && key.deletionDate === undefined,
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: stateOf(key),
    ...(key.deletionDate !== undefined && { DeletionDate: new Date(key.deletionDate) }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    KeySpec: key.keySpec,
    CustomerMasterKeySpec: key.keySpec as KeyMetadata['CustomerMasterKeySpec'],
    MultiRegion: false,
    ...(key.keyUsage === 'ENCRYPT_DECRYPT' && {
      EncryptionAlgorithms: encryption,
    }),
    ...(key.keyUsage === 'SIGN_VERIFY' && {
      SigningAlgorithms: signing,
    }),
    ...(key.keyUsage === 'GENERATE_VERIFY_MAC' && {
      MacAlgorithms: macs,
    }),
  };
}
