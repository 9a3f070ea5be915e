import type { Account } from '../account/account';
import { call } from '../call/call';
import { translateFailure } from '../call/failure';
import type { Bucket } from '../objects/bucket';
import { GetPipeline } from './operations';

/** The bucket of an environment, which is where its pipeline keeps artifacts. */
export async function bucketOf(account: Account, pipeline: string): Promise<Bucket> {
  const { pipeline: found } = await call(account, GetPipeline, { name: pipeline });
  return bucketIn(account, found?.artifactStore?.location ?? '');
}

/** A bucket of an account, in its region. */
export function bucketIn(account: Account, name: string): Bucket {
  return {
    name,
    region: account.region,
    endpoint: account.endpoint('s3'),
    caBundle: account.caBundle,
    lookPatience: account.lookPatience,
    credentials: account.credentials,
  };
}

/** Runs calls to a bucket; what they throw comes out as a GitenvError that names profile, host or permission. */
export async function callBucket<T>(
  account: Account,
  bucket: Bucket,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateFailure(error, { ...account, endpoint: bucket.endpoint });
  }
}
