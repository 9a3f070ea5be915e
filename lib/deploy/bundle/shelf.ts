import type { Bucket } from '../../aws/objects/bucket';
import { bucketOf, callBucket } from '../../aws/pipeline/bucket';
import type { Manifest } from '../../bundle/manifest';
import { findManifest } from '../../bundle/store';
import { GitenvError } from '../../errors';
import type { Target } from '../../target/target';

/** The bucket that an environment's bundles lie in, and whose it is. */
export interface Shelf {
  readonly target: Target;
  readonly bucket: Bucket;
}

export async function shelfOf(target: Target): Promise<Shelf> {
  return { target, bucket: await bucketOf(target.account, target.pipeline) };
}

/** @throws GitenvError BUNDLE_BROKEN where something lies there that is no manifest */
export function lookUp({ target, bucket }: Shelf, commit: string): Promise<Manifest | undefined> {
  return callBucket(target.account, bucket, () =>
    findManifest(bucket, commit).catch((error: Error) => {
      if (error.name !== 'BrokenBundle') throw error;
      throw new GitenvError('BUNDLE_BROKEN', `${target.environment.name}: ${error.message}`);
    }),
  );
}
