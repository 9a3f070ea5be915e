import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { call } from '../../lib/aws/call/call';
import { GetRepository } from '../../lib/aws/codecommit/operations';
import { storeObject } from '../../lib/aws/objects/object-store';
import { namesOf } from '../../lib/contract';
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

/** Where git speaks to the environment's repository. */
export async function cloneUrlOf(place: GuardPlace): Promise<string> {
  const { repository: repositoryName } = namesOf(place.application);
  const { repositoryMetadata } = await call(place, GetRepository, { repositoryName });
  return repositoryMetadata?.cloneUrlHttp ?? '';
}
