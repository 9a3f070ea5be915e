import { RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../lib/contract';
import type { Settings } from './settings';

/** The private bucket of artifacts, bundles and plans. Its name is CloudFormation's. */
export function addArtifacts(stack: Stack, settings: Settings): CfnBucket {
  const bucket = new CfnBucket(stack, 'Artifacts', {
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
      ],
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    lifecycleConfiguration: {
      rules: [
        {
          id: 'expire',
          status: 'Enabled',
          expirationInDays: settings.artifactRetentionDays,
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
  });
  bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Only three service roles of this stack reach the bucket; an access log would need a second bucket that is kept and paid for in every environment.',
  });
  limitRequests(stack, bucket);
  return bucket;
}

/**
 * Nothing goes over plain HTTP, and nobody replaces a bundle: S3 then demands of every write below its prefix that it
 * be conditional (S3 User Guide, "Enforce conditional writes on Amazon S3 buckets").
 */
function limitRequests(stack: Stack, bucket: CfnBucket): void {
  const deny = { Effect: 'Deny', Principal: '*' };
  new CfnBucketPolicy(stack, 'ArtifactsPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          ...deny,
          Action: 's3:*',
          Resource: [bucket.attrArn, `${bucket.attrArn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          ...deny,
          Action: 's3:PutObject',
          Resource: `${bucket.attrArn}/${objectKeys.bundles}*`,
          Condition: {
            Null: { 's3:if-none-match': 'true' },
            Bool: { 's3:ObjectCreationOperation': 'true' },
          },
        },
      ],
    },
  });
}
