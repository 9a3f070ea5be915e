import { createHash, createPublicKey, verify } from 'node:crypto';
import { fieldsOf, parseJson, textOrNone } from '../fields';

/** A DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** A hint, which nothing may be decided by. */
  readonly keyid: string;
  /** In DER, as KMS makes it. */
  readonly sig: Buffer;
}

export const inTotoType = 'application/vnd.in-toto+json';

/** What is signed: the type and the payload, so that neither can be taken for anything else. */
export function preAuthEncoding(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** The text of an envelope as it is stored. */
export function envelopeText(payload: Buffer, { keyid, sig }: EnvelopeSignature): string {
  const signatures = [{ keyid, sig: sig.toString('base64') }];
  return `${JSON.stringify({
    payload: payload.toString('base64'),
    payloadType: inTotoType,
    signatures,
  })}\n`;
}

/** @returns undefined for what is no envelope */
export function parseEnvelope(text: string): Envelope | undefined {
  try {
    const { payload, payloadType, signatures } = fieldsOf(parseJson(text));
    const [type, body] = [textOrNone(payloadType), textOrNone(payload)];
    if (type === undefined || body === undefined || !Array.isArray(signatures)) return undefined;
    return {
      payloadType: type,
      payload: Buffer.from(body, 'base64'),
      signatures: signatures.map((one) => {
        const { keyid, sig } = fieldsOf(one);
        return {
          keyid: textOrNone(keyid) ?? '',
          sig: Buffer.from(textOrNone(sig) ?? '', 'base64'),
        };
      }),
    };
  } catch {
    return undefined;
  }
}

/** SHA-256 of a public key in DER, 64 hex digits. */
export function fingerprintOf(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/**
 * @param publicKeys in DER
 * @returns the fingerprint of the key that has signed it; undefined where none of these has
 */
export function signedBy(envelope: Envelope, publicKeys: readonly Buffer[]): string | undefined {
  const message = preAuthEncoding(envelope.payloadType, envelope.payload);
  const found = publicKeys.find((key) =>
    envelope.signatures.some(({ sig }) => isSignature(key, message, sig)),
  );
  return found && fingerprintOf(found);
}

function isSignature(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    return verify('sha256', message, key, signature);
  } catch {
    return false;
  }
}
