import { through } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { arnOf, type StoredVersion } from './records';

const defaultKey = 'alias/aws/ssm';

/** Encrypts a SecureString as AWS does: under a KMS key and bound to the parameter it belongs to. */
export async function seal(
  name: string,
  value: string,
  keyId: string | undefined,
  context: Context,
): Promise<{ value: string; keyId: string }> {
  const key = keyId ?? defaultKey;
  const { CiphertextBlob } = await kmsOf(context).call<{ CiphertextBlob: Uint8Array }>(
    'kms',
    'Encrypt',
    {
      KeyId: key,
      Plaintext: Buffer.from(value),
      EncryptionContext: { PARAMETER_ARN: arnOf(name, context) },
    },
  );
  return { value: Buffer.from(CiphertextBlob).toString('base64'), keyId: key };
}

/** The value as it is handed out: a SecureString's only on request, its ciphertext otherwise. */
export async function reveal(
  name: string,
  { type, value }: StoredVersion,
  decrypt: boolean | undefined,
  context: Context,
): Promise<string> {
  if (type !== 'SecureString' || !decrypt) return value;
  const { Plaintext } = await kmsOf(context).call<{ Plaintext: Uint8Array }>('kms', 'Decrypt', {
    CiphertextBlob: Buffer.from(value, 'base64'),
    EncryptionContext: { PARAMETER_ARN: arnOf(name, context) },
  });
  return Buffer.from(Plaintext).toString('utf8');
}

/** Keys of the service's own let the account's people in through it alone. */
function kmsOf(context: Context): Context {
  return context.as(through(context.caller, 'ssm.amazonaws.com'));
}
