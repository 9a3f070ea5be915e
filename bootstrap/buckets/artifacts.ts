import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { type CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../../lib/object-keys';
import { guardRoleArn } from '../settings/guard-arns';
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
  const policy = new CfnBucketPolicy(stack, 'ArtifactsPolicy', {
    bucket: bucket.ref,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [...denials(bucket), ...evidence(bucket, guardRoleArn(stack, settings))],
    },
  });
  // Like the bucket: what protects records has to last as long as they do.
  policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return bucket;
}

/** What the guard writes nobody else writes, and nobody deletes; neither does anybody delete its program. */
function evidence({ attrArn }: CfnBucket, guard: string): object[] {
  const { records, proofs, guard: programs } = objectKeys;
  const below = (prefixes: readonly string[]) => prefixes.map((it) => `${attrArn}/${it}*`);
  const deny = { Effect: 'Deny', Principal: '*' };
  return [
    {
      ...deny,
      Action: 's3:PutObject',
      Resource: below([records, proofs]),
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': guard } },
    },
    {
      ...deny,
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      Resource: below([records, proofs, programs]),
    },
  ];
}
