import { RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../../lib/object-keys';

/** A bucket that nobody else reads, that forgets, and that stays when its stack goes. Its name is CloudFormation's. */
export function addPrivateBucket(
  stack: Stack,
  id: string,
  { expirationInDays, unlogged }: { expirationInDays: number; unlogged: string },
): CfnBucket {
  const bucket = new CfnBucket(stack, id, {
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
          expirationInDays,
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
  });
  bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: unlogged });
  return bucket;
}

/**
 * Nothing goes over plain HTTP, and nobody replaces a bundle: S3 then demands of every write below its prefix that it
 * be conditional (S3 User Guide, "Enforce conditional writes on Amazon S3 buckets").
 */
export function denials({ attrArn }: CfnBucket): object[] {
  const deny = { Effect: 'Deny', Principal: '*' };
  return [
    {
      ...deny,
      Action: 's3:*',
      Resource: [attrArn, `${attrArn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      ...deny,
      Action: 's3:PutObject',
      Resource: `${attrArn}/${objectKeys.bundles}*`,
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    },
  ];
}
