import { createHash } from 'node:crypto';
import { call } from '../call/call';
import type { Caller } from '../call/caller';
import { GetPublicKey, Sign } from './operations';

/** A key of KMS that signs. */
export interface Signer {
  /** The public key in DER. */
  readonly publicKey: Buffer;
  /** @param message of any length: KMS is handed its digest. @returns a signature in DER */
  sign(message: Buffer): Promise<Buffer>;
}

/**
 * Opens a key by its id, its ARN or its alias.
 * @returns undefined if there is no such key
 */
export async function openSigner(caller: Caller, keyId: string): Promise<Signer | undefined> {
  const publicKey = await publicKeyOf(caller, keyId);
  if (publicKey === undefined) return undefined;
  return {
    publicKey,
    sign: async (message) => {
      const { Signature = '' } = await call(caller, Sign, {
        KeyId: keyId,
        Message: createHash('sha256').update(message).digest('base64'),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      return Buffer.from(Signature, 'base64');
    },
  };
}

/** @returns the key in DER; undefined if there is no such key */
export async function publicKeyOf(caller: Caller, keyId: string): Promise<Buffer | undefined> {
  const reply = await call(caller, GetPublicKey, { KeyId: keyId });
  return reply && Buffer.from(reply.PublicKey ?? '', 'base64');
}
