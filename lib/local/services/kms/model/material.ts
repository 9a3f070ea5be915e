import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type {
  EncryptionAlgorithmSpec,
  KeySpec,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { notImplemented } from '../../../base/service-error';

/** What a key spec's keys are made of, and what they can do. */
export interface SpecDetails {
  readonly kind: 'symmetric' | 'hmac' | 'ec' | 'ed25519' | 'rsa';
  /** Bytes of secret material, or bits of an RSA modulus. */
  readonly size?: number;
  readonly curve?: string;
  readonly signing?: SigningAlgorithmSpec[];
  readonly encryption?: EncryptionAlgorithmSpec[];
  readonly macs?: MacAlgorithmSpec[];
}

const hashes = [256, 384, 512] as const;

const rsa = (size: number): SpecDetails => ({
  kind: 'rsa',
  size,
  signing: hashes.flatMap((bits) => [
    `RSASSA_PKCS1_V1_5_SHA_${bits}` as const,
    `RSASSA_PSS_SHA_${bits}` as const,
  ]),
  encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
});

const ec = (curve: string, bits: (typeof hashes)[number]): SpecDetails => ({
  kind: 'ec',
  curve,
  signing: [`ECDSA_SHA_${bits}`],
});

const hmac = (bits: 224 | (typeof hashes)[number]): SpecDetails => ({
  kind: 'hmac',
  size: bits / 8,
  macs: [`HMAC_SHA_${bits}`],
});

const specs: Readonly<Record<string, SpecDetails>> = {
  SYMMETRIC_DEFAULT: { kind: 'symmetric', size: 32, encryption: ['SYMMETRIC_DEFAULT'] },
  ECC_NIST_P256: ec('P-256', 256),
  ECC_NIST_P384: ec('P-384', 384),
  ECC_NIST_P521: ec('P-521', 512),
  ECC_SECG_P256K1: ec('secp256k1', 256),
  ECC_NIST_EDWARDS25519: { kind: 'ed25519', signing: ['ED25519_SHA_512'] },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  HMAC_224: hmac(224),
  HMAC_256: hmac(256),
  HMAC_384: hmac(384),
  HMAC_512: hmac(512),
};

export function specOf(keySpec: KeySpec): SpecDetails {
  const spec = Object.hasOwn(specs, keySpec) ? specs[keySpec] : undefined;
  if (!spec) throw notImplemented('kms', `keys of the spec ${keySpec}`);
  return spec;
}

export function newMaterial(keySpec: KeySpec): Buffer {
  const { kind, size = 32, curve = 'P-256' } = specOf(keySpec);
  switch (kind) {
    case 'symmetric':
    case 'hmac':
      return randomBytes(size);
    case 'ec':
      return exported(generateKeyPairSync('ec', { namedCurve: curve }).privateKey);
    case 'ed25519':
      return exported(generateKeyPairSync('ed25519').privateKey);
    case 'rsa':
      return exported(generateKeyPairSync('rsa', { modulusLength: size }).privateKey);
  }
}

function exported(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'pkcs8' });
}

export function privateKeyOf({ material }: { readonly material: string }): KeyObject {
  return createPrivateKey({
    key: Buffer.from(material, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
}
