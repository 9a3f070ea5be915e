import type { Stack } from 'aws-cdk-lib';
import { type CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { StackSettings } from '../settings/settings';
import { expiring } from './lifecycle';
import { addPrivateBucket, denials } from './private-bucket';

/** The private bucket of artifacts, bundles and plans. */
export function addArtifacts(stack: Stack, settings: StackSettings): CfnBucket {
  const bucket = addPrivateBucket(stack, 'Artifacts', {
    rules: expiring(settings),
    unlogged:
      'Only three service roles of this stack reach the bucket; an access log would need a second bucket that is kept and paid for in every environment.',
  });
  new CfnBucketPolicy(stack, 'ArtifactsPolicy', {
    bucket: bucket.ref,
    policyDocument: { Version: '2012-10-17', Statement: denials(bucket) },
  });
  return bucket;
}
