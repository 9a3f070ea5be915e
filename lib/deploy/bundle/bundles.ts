import type { Bucket } from '../../aws/objects/bucket';
import { bucketOf, callBucket } from '../../aws/pipeline/bucket';
import type { Manifest } from '../../bundle/manifest';
import { findManifest } from '../../bundle/store';
import { GitenvError } from '../../errors';
import type { OpenEnvironment } from '../../target/open-environment';

/** The bucket that an environment's bundles lie in, and whose it is. */
export interface EnvironmentBundles {
  readonly open: OpenEnvironment;
  readonly bucket: Bucket;
}

export async function bundlesOf(open: OpenEnvironment): Promise<EnvironmentBundles> {
  return { open, bucket: await bucketOf(open.account, open.pipeline) };
}

/** @throws GitenvError BUNDLE_BROKEN where something lies there that is no manifest */
export function findBundle(
  { open, bucket }: EnvironmentBundles,
  commit: string,
): Promise<Manifest | undefined> {
  return callBucket(open.account, bucket, () =>
    findManifest(bucket, commit).catch((error: Error) => {
      if (!(error instanceof GitenvError) || error.code !== 'BUNDLE_BROKEN') throw error;
      const { clause, further } = error;
      throw new GitenvError('BUNDLE_BROKEN', `${open.environment.name}: ${clause}`, { further });
    }),
  );
}
