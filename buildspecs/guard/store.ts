import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { storeObject } from '../../lib/aws/objects/object-store';
import type { GuardPlace } from './place';

/** Stores a text once. @returns false if there is one of the name */
export function storeOnce({ bucket }: GuardPlace, key: string, text: string): Promise<boolean> {
  const bytes = Buffer.from(text);
  return storeObject(bucket, key, {
    open: () => Readable.from([bytes]),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    onlyNew: true,
  });
}
