import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bucket } from '../aws/objects/bucket';
import { receiveObject } from '../aws/objects/object-store';
import { GitenvError } from '../errors';

/**
 * Looks at what was there already below a name that says what it has to be. Builds of all commits may write such names, and
 * who wrote first cannot be told.
 * @param sha256 of what has to be there, 64 hex digits
 * @throws GitenvError BUNDLE_BROKEN where it is something else, which nobody may replace
 */
export async function demandStored(bucket: Bucket, key: string, sha256: string): Promise<void> {
  if ((await storedSha256(bucket, key)) !== sha256) throw notWhatItSays(bucket, key);
}

export function notWhatItSays({ name }: Bucket, key: string): GitenvError {
  return new GitenvError('BUNDLE_BROKEN', `s3://${name}/${key} is not what its name says`, {
    further: `Delete ${key} from the bucket, and release the commit again.`,
  });
}

/** @returns 64 hex digits; undefined where there is no such object */
export async function storedSha256(bucket: Bucket, key: string): Promise<string | undefined> {
  return receiveObject(bucket, key, hashOf);
}

async function hashOf(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
