import type {
  DisableKeyRotationCommandInput,
  EnableKeyRotationCommandInput,
  GetKeyPolicyCommandInput,
  GetKeyPolicyResponse,
  GetKeyRotationStatusCommandInput,
  GetKeyRotationStatusResponse,
  ListKeyPoliciesCommandInput,
  ListKeyPoliciesResponse,
  ListResourceTagsCommandInput,
  ListResourceTagsResponse,
  PutKeyPolicyCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { invalid, notFound, unsupported } from '../model/errors';
import { checkKeyPolicy } from '../model/lockout';
import { arnOf, keyOf, keys, type StoredKey } from '../model/records';
import { tagMap } from '../model/tags';

/** The policy decides alone from then on, and has to leave a way to change it. */
export function PutKeyPolicy(input: PutKeyPolicyCommandInput, context: Context): void {
  checkPolicyName(input.PolicyName);
  const { Policy: policy = '', BypassPolicyLockoutSafetyCheck: bypass } = input;
  const { keyId } = keyOf(input.KeyId, context);
  checkKeyPolicy({ keyId, policy, bypass }, context);
  change(keyId, () => ({ policy }), context);
}

export function GetKeyPolicy(
  input: GetKeyPolicyCommandInput,
  context: Context,
): GetKeyPolicyResponse {
  checkPolicyName(input.PolicyName);
  return { Policy: keyOf(input.KeyId, context).policy, PolicyName: 'default' };
}

export function ListKeyPolicies(
  input: ListKeyPoliciesCommandInput,
  context: Context,
): ListKeyPoliciesResponse {
  keyOf(input.KeyId, context);
  return { PolicyNames: ['default'], Truncated: false };
}

function checkPolicyName(name = 'default'): void {
  if (name !== 'default') throw notFound('No such policy exists');
}

/** Rotation is kept as a setting; on this machine a key keeps its material. */
export function EnableKeyRotation(input: EnableKeyRotationCommandInput, context: Context): void {
  const rotationDays = input.RotationPeriodInDays ?? 365;
  if (rotationDays < 90 || rotationDays > 2560)
    throw invalid('RotationPeriodInDays is 90 to 2560.');
  change(
    input.KeyId,
    ({ keySpec }) => {
      if (keySpec !== 'SYMMETRIC_DEFAULT')
        throw unsupported('Only symmetric encryption keys can be rotated automatically.');
      return { rotationDays };
    },
    context,
  );
}

export function DisableKeyRotation(input: DisableKeyRotationCommandInput, context: Context): void {
  change(input.KeyId, () => ({ rotationDays: undefined }), context);
}

export function GetKeyRotationStatus(
  input: GetKeyRotationStatusCommandInput,
  context: Context,
): GetKeyRotationStatusResponse {
  const { keyId, rotationDays } = keyOf(input.KeyId, context);
  return {
    KeyRotationEnabled: rotationDays !== undefined,
    KeyId: arnOf(`key/${keyId}`, context),
    ...(rotationDays !== undefined && { RotationPeriodInDays: rotationDays }),
  };
}

export function TagResource(input: TagResourceCommandInput, context: Context): void {
  change(input.KeyId, ({ tags }) => ({ tags: { ...tags, ...tagMap(input.Tags) } }), context);
}

export function UntagResource(input: UntagResourceCommandInput, context: Context): void {
  const kept = ({ tags }: StoredKey) =>
    Object.entries(tags).filter(([key]) => !input.TagKeys?.includes(key));
  change(input.KeyId, (key) => ({ tags: Object.fromEntries(kept(key)) }), context);
}

export function ListResourceTags(
  input: ListResourceTagsCommandInput,
  context: Context,
): ListResourceTagsResponse {
  const { tags } = keyOf(input.KeyId, context);
  const listed = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return { Tags: listed, Truncated: false };
}

function change(
  id: string | undefined,
  changes: (key: StoredKey) => Partial<StoredKey>,
  context: Context,
): void {
  const key = keyOf(id, context);
  keys(context).put(key.keyId, { ...key, ...changes(key) });
}
