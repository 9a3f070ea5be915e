import {
  constants,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
  verify,
} from 'node:crypto';
import { notImplemented } from '../../../base/service-error';
import { invalid } from '../model/errors';
import { signDigest, verifyDigest } from './ecdsa';

const digestBytes: Readonly<Record<string, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** What precedes the digest in a PKCS #1 signature, by hash. */
const digestInfo: Readonly<Record<string, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

export interface SigningRequest {
  /** AWS's name of the algorithm, such as ECDSA_SHA_256. */
  readonly algorithm: string;
  readonly message: Uint8Array;
  /** Whether the message is the digest already. */
  readonly isDigest: boolean;
}

export function signMessage(request: SigningRequest, key: KeyObject): Buffer {
  const { algorithm, message, isDigest } = request;
  if (algorithm === 'ED25519_SHA_512') return sign(null, rawOnly(request), key);
  const hash = hashOf(algorithm);
  if (!isDigest) return sign(hash, message, keyFor(algorithm, key));
  checkDigest(message, hash);
  if (algorithm.startsWith('ECDSA')) return signDigest(message, key);
  return privateEncrypt({ key, padding: pkcs1Only(algorithm) }, withInfo(message, hash));
}

export function verifyMessage(
  request: SigningRequest,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  const { algorithm, message, isDigest } = request;
  const publicKey = createPublicKey(key);
  if (algorithm === 'ED25519_SHA_512') return verify(null, rawOnly(request), publicKey, signature);
  const hash = hashOf(algorithm);
  if (!isDigest) return verify(hash, message, keyFor(algorithm, publicKey), signature);
  checkDigest(message, hash);
  if (algorithm.startsWith('ECDSA')) return verifyDigest(message, signature, publicKey);
  const padding = pkcs1Only(algorithm);
  try {
    return publicDecrypt({ key: publicKey, padding }, signature).equals(withInfo(message, hash));
  } catch {
    return false;
  }
}

function hashOf(algorithm: string): string {
  return `sha${algorithm.slice(-3)}`;
}

function keyFor(algorithm: string, key: KeyObject) {
  return algorithm.includes('PSS')
    ? {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : { key };
}

function withInfo(digest: Uint8Array, hash: string): Buffer {
  return Buffer.concat([Buffer.from(digestInfo[hash] ?? '', 'hex'), digest]);
}

function pkcs1Only(algorithm: string): number {
  if (algorithm.includes('PSS'))
    throw notImplemented('kms', `${algorithm} with MessageType DIGEST`);
  return constants.RSA_PKCS1_PADDING;
}

function rawOnly({ algorithm, message, isDigest }: SigningRequest): Uint8Array {
  if (!isDigest) return message;
  throw invalid(`Algorithm ${algorithm} does not support MessageType DIGEST.`);
}

function checkDigest(digest: Uint8Array, hash: string): void {
  if (digest.length !== digestBytes[hash])
    throw invalid(`Digest is invalid length for algorithm ${hash.toUpperCase()}.`);
}
