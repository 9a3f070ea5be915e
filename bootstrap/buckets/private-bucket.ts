import { type IResolvable, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../../lib/object-keys';

/** A bucket that nobody else reads, and that stays when its stack goes. Its name is CloudFormation's. */
export function addPrivateBucket(
  stack: Stack,
  id: string,
  {
    rules,
    unlogged,
  }: { rules: readonly (CfnBucket.RuleProperty | IResolvable)[]; unlogged: string },
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
    lifecycleConfiguration: { rules: [...rules] },
  });
  bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: unlogged });
  return bucket;
}

/**
 * Where S3 demands of every write that it be conditional, so that nobody replaces what is there (S3 User Guide, "Enforce conditional
 * writes on Amazon S3 buckets"): what other releases rely on. Of assets only what has a digest of SHA-256 in its name, as the CDK's
 * have: `sam package`, which programs before contract version 3 let store there, writes its own names, of MD5, over one
 * another. Plans that have the name of a release are of these programs as well, which write them again when a build is run again.
 */
const writtenOnce = [
  `${objectKeys.bundles}*`,
  `${objectKeys.promoted}*`,
  `${objectKeys.plansByDigest}*`,
  `${objectKeys.templates}*`,
  `${objectKeys.assets}${'?'.repeat(64)}*`,
  `${objectKeys.records}*`,
  `${objectKeys.proofs}*`,
  `${objectKeys.guard}*`,
];

/** Nothing goes over plain HTTP, and nobody replaces what others rely on. @param once keys, as patterns */
export function denials({ attrArn }: CfnBucket, once: readonly string[] = writtenOnce): object[] {
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
      Resource: once.map((key) => `${attrArn}/${key}`),
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    },
  ];
}
