import { through } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { invalidParameter } from './errors';
import type { StoredSecret, StoredVersion } from './records';

const defaultKey = 'alias/aws/secretsmanager';
const maxBytes = 65_536;

export interface PlainValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | string | undefined;
}

/** Encrypts a value under the secret's key and bound to the secret, as AWS does. Undefined when none was given. */
export async function sealValue(
  { SecretString, SecretBinary }: PlainValue,
  { arn, kmsKeyId }: Pick<StoredSecret, 'arn' | 'kmsKeyId'>,
  context: Context,
): Promise<Pick<StoredVersion, 'sealed' | 'binary'> | undefined> {
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value.",
    );
  const given = SecretString ?? SecretBinary;
  if (given === undefined) return undefined;
  const binary = SecretBinary !== undefined;
  const plain =
    typeof given === 'string' ? Buffer.from(given, binary ? 'base64' : 'utf8') : Buffer.from(given);
  if (plain.length === 0 || plain.length > maxBytes)
    throw invalidParameter(`A secret value has 1 to ${maxBytes} bytes.`);
  return { sealed: await seal(plain, arn, kmsKeyId ?? defaultKey, context), binary };
}

/** KMS encrypts at most 4 KB: longer values are cut, and each piece is encrypted for itself. */
async function seal(plain: Buffer, arn: string, key: string, context: Context): Promise<string> {
  const pieces: string[] = [];
  for (let at = 0; at < plain.length; at += 4096) {
    const { CiphertextBlob } = await kmsOf(context).call<{ CiphertextBlob: Uint8Array }>(
      'kms',
      'Encrypt',
      {
        KeyId: key,
        Plaintext: plain.subarray(at, at + 4096),
        EncryptionContext: { SecretARN: arn },
      },
    );
    pieces.push(Buffer.from(CiphertextBlob).toString('base64'));
  }
  return pieces.join(' ');
}

export async function openValue(
  { sealed, binary }: StoredVersion,
  { arn }: StoredSecret,
  context: Context,
): Promise<{ readonly SecretString?: string; readonly SecretBinary?: Uint8Array }> {
  const pieces = await Promise.all(
    sealed.split(' ').map((piece) =>
      kmsOf(context).call<{ Plaintext: Uint8Array }>('kms', 'Decrypt', {
        CiphertextBlob: Buffer.from(piece, 'base64'),
        EncryptionContext: { SecretARN: arn },
      }),
    ),
  );
  const plain = Buffer.concat(pieces.map(({ Plaintext }) => Plaintext));
  return binary ? { SecretBinary: plain } : { SecretString: plain.toString('utf8') };
}

/** Keys of the service's own let the account's people in through it alone. */
function kmsOf(context: Context): Context {
  return context.as(through(context.caller, 'secretsmanager.amazonaws.com'));
}
