import type { Bucket } from '../aws/objects/bucket';
import { objectPages } from '../aws/objects/list-objects';

/** How much lies in a bucket, as far as was counted. */
export interface StoredSize {
  readonly bytes: number;
  readonly objects: number;
  /** Whether it was not counted to the end: enough was found, or too many objects are there. */
  readonly isMore: boolean;
}

/** Adds up what lies below prefixes. @param enough bytes or objects from which on it does not matter how much more there is */
export async function storedSize(
  bucket: Bucket,
  prefixes: readonly string[],
  enough: { readonly bytes: number; readonly objects: number },
): Promise<StoredSize> {
  let [bytes, objects] = [0, 0];
  if (enough.bytes <= 0) return { bytes, objects, isMore: true };
  for (const prefix of prefixes)
    for await (const page of objectPages(bucket, prefix)) {
      bytes += page.reduce((sum, it) => sum + it.bytes, 0);
      objects += page.length;
      if (bytes >= enough.bytes || objects >= enough.objects)
        return { bytes, objects, isMore: true };
    }
  return { bytes, objects, isMore: false };
}
