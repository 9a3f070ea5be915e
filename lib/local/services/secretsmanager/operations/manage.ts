import type {
  DeleteResourcePolicyCommandInput,
  DeleteSecretCommandInput,
  DeleteSecretResponse,
  GetRandomPasswordCommandInput,
  GetRandomPasswordResponse,
  GetResourcePolicyCommandInput,
  GetResourcePolicyResponse,
  PutResourcePolicyCommandInput,
  RestoreSecretCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-secrets-manager';
import type { Context } from '../../../base/context';
import { invalidParameter } from '../model/errors';
import { randomPassword } from '../model/password';
import { liveSecret, type StoredSecret, secretOf, secrets } from '../model/records';

export function DeleteSecret(
  input: DeleteSecretCommandInput,
  context: Context,
): DeleteSecretResponse {
  const { ForceDeleteWithoutRecovery: force, RecoveryWindowInDays: days } = input;
  if (force && days !== undefined)
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  if (days !== undefined && (days < 7 || days > 30))
    throw invalidParameter('RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  const secret = force ? secretOf(input.SecretId, context) : liveSecret(input.SecretId, context);
  const now = context.now();
  const deletion = force ? now : new Date(now.getTime() + (days ?? 30) * 86_400_000);
  if (force) secrets(context).delete(secret.name);
  else put(secret, { deletionDate: deletion.toISOString(), deletedAt: now.toISOString() }, context);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deletion };
}

export function RestoreSecret(input: RestoreSecretCommandInput, context: Context) {
  const secret = secretOf(input.SecretId, context);
  return put(secret, { deletionDate: undefined, deletedAt: undefined }, context);
}

export function GetRandomPassword(input: GetRandomPasswordCommandInput): GetRandomPasswordResponse {
  return { RandomPassword: randomPassword(input) };
}

export function TagResource(input: TagResourceCommandInput, context: Context): void {
  const secret = liveSecret(input.SecretId, context);
  const added = (input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]);
  put(secret, { tags: { ...secret.tags, ...Object.fromEntries(added) } }, context);
}

export function UntagResource(input: UntagResourceCommandInput, context: Context): void {
  const secret = liveSecret(input.SecretId, context);
  const kept = Object.entries(secret.tags).filter(([key]) => !input.TagKeys?.includes(key));
  put(secret, { tags: Object.fromEntries(kept) }, context);
}

/** Resource policies are kept and handed out; what they say is not evaluated. */
export function PutResourcePolicy(input: PutResourcePolicyCommandInput, context: Context) {
  return put(liveSecret(input.SecretId, context), { policy: input.ResourcePolicy }, context);
}

export function GetResourcePolicy(
  input: GetResourcePolicyCommandInput,
  context: Context,
): GetResourcePolicyResponse {
  const { arn, name, policy } = liveSecret(input.SecretId, context);
  return { ARN: arn, Name: name, ResourcePolicy: policy };
}

export function DeleteResourcePolicy(input: DeleteResourcePolicyCommandInput, context: Context) {
  return put(liveSecret(input.SecretId, context), { policy: undefined }, context);
}

function put(secret: StoredSecret, changes: Partial<StoredSecret>, context: Context) {
  secrets(context).put(secret.name, { ...secret, ...changes });
  return { ARN: secret.arn, Name: secret.name };
}
