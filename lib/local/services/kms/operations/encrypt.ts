import { constants, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import type {
  DecryptCommandInput,
  DecryptResponse,
  EncryptCommandInput,
  EncryptResponse,
  GenerateDataKeyCommandInput,
  GenerateDataKeyResponse,
  GenerateDataKeyWithoutPlaintextCommandInput,
  GenerateDataKeyWithoutPlaintextResponse,
  GenerateRandomCommandInput,
  GenerateRandomResponse,
  ReEncryptCommandInput,
  ReEncryptResponse,
} from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { bytesOf } from '../engine/blobs';
import { seal, sealedBy, unseal } from '../engine/sealing';
import { invalid, invalidCiphertext, invalidKeyUsage } from '../model/errors';
import { privateKeyOf, specOf } from '../model/material';
import { arnOf, keyOf, type StoredKey, usableKey } from '../model/records';

export function Encrypt(input: EncryptCommandInput, context: Context): EncryptResponse {
  const key = usableKey(input.KeyId, 'ENCRYPT_DECRYPT', context);
  const plaintext = bytesOf(input.Plaintext, 'plaintext', 4096);
  const algorithm = checkAlgorithm(key, input.EncryptionAlgorithm);
  return {
    CiphertextBlob: encryptWith(key, algorithm, plaintext, input.EncryptionContext),
    KeyId: arnOf(`key/${key.keyId}`, context),
    EncryptionAlgorithm: algorithm,
  };
}

export function Decrypt(input: DecryptCommandInput, context: Context): DecryptResponse {
  const ciphertext = bytesOf(input.CiphertextBlob, 'ciphertextBlob', 6144);
  const symmetric = (input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT';
  const key = symmetric
    ? sealingKey(ciphertext, input.KeyId, context)
    : usableKey(input.KeyId, 'ENCRYPT_DECRYPT', context);
  const algorithm = checkAlgorithm(key, input.EncryptionAlgorithm);
  return {
    KeyId: arnOf(`key/${key.keyId}`, context),
    Plaintext: decryptWith(key, algorithm, ciphertext, input.EncryptionContext),
    EncryptionAlgorithm: algorithm,
  };
}

type Algorithm = NonNullable<EncryptResponse['EncryptionAlgorithm']>;
type EncryptionContext = EncryptCommandInput['EncryptionContext'];

function checkAlgorithm(key: StoredKey, asked: Algorithm = 'SYMMETRIC_DEFAULT'): Algorithm {
  if (specOf(key.keySpec).encryption?.includes(asked)) return asked;
  throw invalidKeyUsage(`Algorithm ${asked} is incompatible with key spec ${key.keySpec}.`);
}

/** A symmetric ciphertext names its key; one given beside it has to be the same. */
function sealingKey(ciphertext: Buffer, id: string | undefined, context: Context): StoredKey {
  const keyId = sealedBy(ciphertext);
  if (id !== undefined && keyOf(id, context).keyId !== keyId)
    throw new ServiceError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  return usableKey(keyId, 'ENCRYPT_DECRYPT', context);
}

function encryptWith(
  key: StoredKey,
  algorithm: Algorithm,
  plaintext: Buffer,
  encryptionContext: EncryptionContext,
): Buffer {
  if (algorithm === 'SYMMETRIC_DEFAULT') return seal(key, plaintext, encryptionContext);
  try {
    return publicEncrypt({ key: privateKeyOf(key), ...padding(algorithm) }, plaintext);
  } catch {
    throw invalid(`The plaintext is too long for ${algorithm}.`);
  }
}

function decryptWith(
  key: StoredKey,
  algorithm: Algorithm,
  ciphertext: Buffer,
  encryptionContext: EncryptionContext,
): Buffer {
  if (algorithm === 'SYMMETRIC_DEFAULT') return unseal(key, ciphertext, encryptionContext);
  try {
    return privateDecrypt({ key: privateKeyOf(key), ...padding(algorithm) }, ciphertext);
  } catch {
    throw invalidCiphertext();
  }
}

function padding(algorithm: Algorithm) {
  const oaepHash = algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256';
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
}

export function ReEncrypt(input: ReEncryptCommandInput, context: Context): ReEncryptResponse {
  const { Plaintext, ...source } = Decrypt(
    {
      CiphertextBlob: input.CiphertextBlob,
      EncryptionContext: input.SourceEncryptionContext,
      KeyId: input.SourceKeyId,
      EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
    },
    context,
  );
  const target = Encrypt(
    {
      KeyId: input.DestinationKeyId,
      Plaintext,
      EncryptionContext: input.DestinationEncryptionContext,
      EncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
    },
    context,
  );
  return {
    CiphertextBlob: target.CiphertextBlob,
    SourceKeyId: source.KeyId,
    KeyId: target.KeyId,
    SourceEncryptionAlgorithm: source.EncryptionAlgorithm,
    DestinationEncryptionAlgorithm: target.EncryptionAlgorithm,
  };
}

export function GenerateDataKey(
  input: GenerateDataKeyCommandInput,
  context: Context,
): GenerateDataKeyResponse {
  const { KeySpec, NumberOfBytes } = input;
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw invalid('Please specify either number of bytes or key spec.');
  const Plaintext = randomBytes(checkBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32)));
  const { KeyId, EncryptionContext } = input;
  const { EncryptionAlgorithm, ...sealed } = Encrypt(
    { KeyId, EncryptionContext, Plaintext },
    context,
  );
  return { ...sealed, Plaintext };
}

export function GenerateDataKeyWithoutPlaintext(
  input: GenerateDataKeyWithoutPlaintextCommandInput,
  context: Context,
): GenerateDataKeyWithoutPlaintextResponse {
  const { Plaintext, ...sealed } = GenerateDataKey(input, context);
  return sealed;
}

export function GenerateRandom(input: GenerateRandomCommandInput): GenerateRandomResponse {
  return { Plaintext: randomBytes(checkBytes(input.NumberOfBytes ?? 0)) };
}

function checkBytes(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= 1024) return count;
  throw invalid('NumberOfBytes is 1 to 1024.');
}
