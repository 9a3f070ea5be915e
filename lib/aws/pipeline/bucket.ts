import type { Account } from '../account/account';
import { translateFailure } from '../call/failure';
import type { Bucket } from '../objects/object-store';
import { callPipeline } from './pipeline';

/** The bucket of an environment, which is where its pipeline keeps artifacts. */
export async function bucketOf(account: Account, pipeline: string): Promise<Bucket> {
  const { GetPipelineCommand } = await import('./sdk');
  const { pipeline: found } = await callPipeline(account, pipeline, async () =>
    (await account.codepipeline()).send(new GetPipelineCommand({ name: pipeline })),
  );
  return {
    name: found?.artifactStore?.location ?? '',
    region: account.region,
    endpoint: account.endpoint('s3'),
    credentials: account.credentials,
  };
}

/** Runs calls to a bucket; what they throw comes out as a GitenvError that names profile, host or permission. */
export async function callBucket<T>(
  account: Account,
  bucket: Bucket,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateFailure(error, { ...account, endpoint: bucket.endpoint });
  }
}
