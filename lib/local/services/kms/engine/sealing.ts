import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { invalidCiphertext } from '../model/errors';

const version = 1;
const headerBytes = 1 + 16 + 12 + 16;

export type EncryptionContext = Readonly<Record<string, string>> | undefined;

/** A ciphertext that names its key: version, key id, nonce, tag and the encrypted bytes. */
export function seal(
  { keyId, material }: { readonly keyId: string; readonly material: string },
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(material, 'base64'), nonce);
  cipher.setAAD(canonical(context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(keyId.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.from([version]), id, nonce, cipher.getAuthTag(), encrypted]);
}

/** The id of the key that made a ciphertext. */
export function sealedBy(ciphertext: Uint8Array): string {
  const bytes = Buffer.from(ciphertext);
  if (bytes.length < headerBytes || bytes[0] !== version) throw invalidCiphertext();
  return bytes
    .toString('hex', 1, 17)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function unseal(
  { material }: { readonly material: string },
  ciphertext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const bytes = Buffer.from(ciphertext);
  const secret = Buffer.from(material, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(17, 29));
  decipher.setAAD(canonical(context));
  decipher.setAuthTag(bytes.subarray(29, headerBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(headerBytes)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

function canonical(context: EncryptionContext): Buffer {
  const sorted = Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(sorted));
}
