import { createHmac, createPublicKey } from 'node:crypto';
import type {
  GenerateMacCommandInput,
  GenerateMacResponse,
  GetPublicKeyCommandInput,
  GetPublicKeyResponse,
  MacAlgorithmSpec,
  SignCommandInput,
  SignResponse,
  VerifyCommandInput,
  VerifyMacCommandInput,
  VerifyMacResponse,
  VerifyResponse,
} from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { bytesOf } from '../engine/blobs';
import { signMessage, verifyMessage } from '../engine/signing';
import { invalidKeyUsage, unsupported } from '../model/errors';
import { privateKeyOf, specOf } from '../model/material';
import { arnOf, keyOf, type StoredKey, usableKey } from '../model/records';

/** Signatures by elliptic curves are DER, as AWS's. */
export function Sign(input: SignCommandInput, context: Context): SignResponse {
  const key = usableKey(input.KeyId, 'SIGN_VERIFY', context);
  return {
    KeyId: arnOf(`key/${key.keyId}`, context),
    Signature: signMessage(requestOf(input, key), privateKeyOf(key)),
    SigningAlgorithm: input.SigningAlgorithm,
  };
}

export function Verify(input: VerifyCommandInput, context: Context): VerifyResponse {
  const key = usableKey(input.KeyId, 'SIGN_VERIFY', context);
  const signature = bytesOf(input.Signature, 'signature', 6144);
  if (!verifyMessage(requestOf(input, key), signature, privateKeyOf(key)))
    throw new ServiceError('KMSInvalidSignatureException', '');
  return {
    KeyId: arnOf(`key/${key.keyId}`, context),
    SignatureValid: true,
    SigningAlgorithm: input.SigningAlgorithm,
  };
}

function requestOf(
  { Message, MessageType = 'RAW', SigningAlgorithm }: SignCommandInput,
  { keySpec }: StoredKey,
) {
  const message = bytesOf(Message, 'message', 4096);
  if (MessageType === 'EXTERNAL_MU' || SigningAlgorithm === 'ED25519_PH_SHA_512')
    throw notImplemented('kms', `${SigningAlgorithm} with MessageType ${MessageType}`);
  if (!SigningAlgorithm || !specOf(keySpec).signing?.includes(SigningAlgorithm))
    throw invalidKeyUsage(
      `Algorithm ${SigningAlgorithm ?? ''} is incompatible with key spec ${keySpec}.`,
    );
  return { algorithm: SigningAlgorithm, message, isDigest: MessageType === 'DIGEST' };
}

export function GetPublicKey(
  input: GetPublicKeyCommandInput,
  context: Context,
): GetPublicKeyResponse {
  const key = keyOf(input.KeyId, context);
  const { kind, signing, encryption } = specOf(key.keySpec);
  if (kind === 'symmetric' || kind === 'hmac')
    throw unsupported('You cannot perform this operation on a symmetric key.');
  const signs = key.keyUsage === 'SIGN_VERIFY';
  return {
    KeyId: arnOf(`key/${key.keyId}`, context),
    PublicKey: createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' }),
    CustomerMasterKeySpec: key.keySpec as GetPublicKeyResponse['CustomerMasterKeySpec'],
    KeySpec: key.keySpec,
    KeyUsage: key.keyUsage,
    ...(signs ? { SigningAlgorithms: signing } : { EncryptionAlgorithms: encryption }),
  };
}

export function GenerateMac(input: GenerateMacCommandInput, context: Context): GenerateMacResponse {
  const key = usableKey(input.KeyId, 'GENERATE_VERIFY_MAC', context);
  return {
    Mac: macOf(key, input.MacAlgorithm, bytesOf(input.Message, 'message', 4096)),
    MacAlgorithm: input.MacAlgorithm,
    KeyId: arnOf(`key/${key.keyId}`, context),
  };
}

export function VerifyMac(input: VerifyMacCommandInput, context: Context): VerifyMacResponse {
  const { Mac, ...computed } = GenerateMac(input, context);
  if (!Mac || !Buffer.from(Mac).equals(bytesOf(input.Mac, 'mac', 6144)))
    throw new ServiceError('KMSInvalidMacException', '');
  return { ...computed, MacValid: true };
}

function macOf(
  { keySpec, material }: StoredKey,
  algorithm: MacAlgorithmSpec | undefined,
  message: Buffer,
): Buffer {
  if (!algorithm || !specOf(keySpec).macs?.includes(algorithm))
    throw invalidKeyUsage(`Algorithm ${algorithm ?? ''} is incompatible with key spec ${keySpec}.`);
  return createHmac(`sha${algorithm.slice(-3)}`, Buffer.from(material, 'base64'))
    .update(message)
    .digest();
}
