import type { Operation, Service } from '../call/operation';

const service: Service = { name: 'kms', protocol: { json: 'TrentService' } };

/** Bytes are in base64, as they are on the wire. */
export interface SignRequest {
  readonly KeyId: string;
  readonly Message: string;
  readonly MessageType: 'DIGEST';
  readonly SigningAlgorithm: 'ECDSA_SHA_256';
}

export const Sign: Operation<
  SignRequest,
  { readonly KeyId?: string; readonly Signature?: string }
> = { service, name: 'Sign', light: true };

/** Undefined if there is no such key. */
export const GetPublicKey: Operation<
  { readonly KeyId: string },
  { readonly KeyId?: string; readonly PublicKey?: string } | undefined
> = { service, name: 'GetPublicKey', light: true, nothing: ['NotFoundException'] };
