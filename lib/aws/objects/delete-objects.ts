import { inParallel } from '../call/in-parallel';
import type { Bucket } from './bucket';
import { describeObject } from './object-store';
import { askBucket } from './request';

const atOnce = 16;

/**
 * Deletes objects, a few at a time. One that is not there is no failure. In a bucket that keeps versions, they stay as
 * versions.
 * @param onDeleted told of each
 * @throws the first failure in the SDK's form, once nothing is under way any more
 */
export function deleteObjects(
  bucket: Bucket,
  keys: readonly string[],
  onDeleted: () => void = () => undefined,
): Promise<void> {
  return inParallel(keys, atOnce, async (key) => {
    await askBucket(bucket, { method: 'DELETE', key });
    onDeleted();
  });
}

/** Which of these are there. */
export async function presentObjects(bucket: Bucket, keys: readonly string[]): Promise<string[]> {
  const present: string[] = [];
  await inParallel(keys, atOnce, async (key) => {
    if (await describeObject(bucket, key)) present.push(key);
  });
  return present;
}

/** Whether a bucket keeps what is deleted as versions, or did so once and may still have some. */
export async function keepsVersions(bucket: Bucket): Promise<boolean> {
  const reply = await askBucket(bucket, { method: 'GET', key: '', query: { versioning: '' } });
  return /<Status>/.test(reply);
}
