import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { fieldsOf, parsedObject, textOrNone } from '../fields';

/** What a Statement of in-toto is called inside an envelope. */
export const statementType = 'application/vnd.in-toto+json';

/** A DSSE envelope, with the public key beside the signature: whether that key counts is the reader's to decide. */
export interface SignedStatement {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { keyid: string; sig: string; publicKey: string }[];
}

/** What is signed of a payload: DSSE's pre-authentication encoding. */
export function preAuthentication(type: string, body: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head), body]);
}

/** SHA-256 of a public key (DER, SPKI) in hex, which is what a person compares. */
export function fingerprintOf(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** @param signature DER, as KMS makes it of the SHA-256 of `preAuthentication` */
export function sealed(statement: object, signature: Buffer, publicKey: Buffer): SignedStatement {
  return {
    payloadType: statementType,
    payload: bodyOf(statement).toString('base64'),
    signatures: [
      {
        keyid: fingerprintOf(publicKey),
        sig: signature.toString('base64'),
        publicKey: publicKey.toString('base64'),
      },
    ],
  };
}

export function bodyOf(statement: object): Buffer {
  return Buffer.from(JSON.stringify(statement));
}

/** A statement whose signature holds, and by which key. */
export interface OpenedStatement {
  readonly statement: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
}

/**
 * Opens an envelope of one signature. Its `keyid` is a hint that nobody has signed, so the key itself is digested.
 * @param signers fingerprints that count
 * @returns why it does not count, as a clause, where it does not
 */
export function opened(text: string, signers: readonly string[]): OpenedStatement | string {
  const envelope = parsedObject(text);
  const [first] = Array.isArray(envelope?.signatures) ? envelope.signatures : [];
  const { sig, publicKey } = fieldsOf(first);
  const type = textOrNone(envelope?.payloadType);
  const body = bytesOf(envelope?.payload);
  const spki = bytesOf(publicKey);
  const signature = bytesOf(sig);
  if (type !== statementType || !body || !spki || !signature) return 'it is no signed statement';
  const fingerprint = fingerprintOf(spki);
  if (!signers.includes(fingerprint))
    return `it is signed with the key ${fingerprint.slice(0, 16)}, which does not count here`;
  const key = keyOf(spki);
  if (!key || !verify('sha256', preAuthentication(type, body), key, signature))
    return 'its signature does not hold';
  const statement = parsedObject(body.toString());
  return statement ? { statement, fingerprint } : 'it is no signed statement';
}

function keyOf(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function bytesOf(value: unknown): Buffer | undefined {
  const text = textOrNone(value);
  return text ? Buffer.from(text, 'base64') : undefined;
}
