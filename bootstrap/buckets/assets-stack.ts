import { Aws, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { type CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { applicationPattern, assetsOutputs, assetsParameters } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import { withoutBootstrap } from '../settings/synthesizer';
import { keeping } from './lifecycle';
import { addPrivateBucket, denials } from './private-bucket';

/** The bucket that all environments of an application pull their bundles from: what `gitenv assets` installs. */
export class AssetsStack extends Stack {
  constructor(scope: Construct) {
    super(scope, 'assets', {
      description: 'gitenv: the bundles of an application, for all of its environments',
      synthesizer: withoutBootstrap(),
      analyticsReporting: false,
    });
    const { application, readers, writers } = declareParameters(this);
    const bucket = addPrivateBucket(this, 'Assets', {
      rules: keeping,
      unlogged:
        'Only the roles of builds and deploys reach the bucket; an access log would need a second bucket that is kept and paid for.',
    });
    new CfnBucketPolicy(this, 'AssetsPolicy', {
      bucket: bucket.ref,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          ...denials(bucket, [`${objectKeys.bundles}*`]),
          ...reading(bucket, application, readers),
          storing(bucket, application, writers),
        ],
      },
    });
    new CfnOutput(this, assetsOutputs.bucket, { value: bucket.ref });
  }
}

function declareParameters(stack: Stack) {
  const application = new CfnParameter(stack, assetsParameters.application, {
    description: 'Name of the application whose bundles the bucket holds',
    allowedPattern: applicationPattern.source,
    constraintDescription: '2 to 40 lower-case letters, digits and dashes',
  });
  const accounts = (id: string, description: string) =>
    new CfnParameter(stack, id, {
      description,
      type: 'CommaDelimitedList',
      allowedPattern: '^[0-9]{12}$',
      constraintDescription: 'accounts of 12 digits, separated by commas',
    }).valueAsList;
  return {
    application: application.valueAsString,
    readers: accounts(
      assetsParameters.readers,
      'Accounts of all environments, whose builds and deploys may pull bundles',
    ),
    writers: accounts(
      assetsParameters.writers,
      'Accounts of the first environments of the path, whose builds may store bundles',
    ),
  };
}

/** CloudFormation makes up how the names of roles end, and shortens the stack's name in them where it is long. */
function rolesOf(...kinds: ('Build' | 'Deploy')[]) {
  const arns = kinds.map((kind) => `arn:${Aws.PARTITION}:iam::*:role/gitenv-*-${kind}Role-*`);
  return { ArnLike: { 'aws:PrincipalArn': arns } };
}

function reading(bucket: CfnBucket, application: string, readers: string[]): object[] {
  const allow = {
    Effect: 'Allow',
    Principal: { AWS: readers },
    Condition: rolesOf('Build', 'Deploy'),
  };
  return [
    // Without the right to list it, S3 answers AccessDenied for an object that is not there.
    { ...allow, Action: 's3:ListBucket', Resource: bucket.attrArn },
    {
      ...allow,
      Action: 's3:GetObject',
      Resource: `${bucket.attrArn}/${objectKeys.bundlesOf(application)}*`,
    },
  ];
}

function storing(bucket: CfnBucket, application: string, writers: string[]): object {
  return {
    Effect: 'Allow',
    Principal: { AWS: writers },
    Action: 's3:PutObject',
    Resource: `${bucket.attrArn}/${objectKeys.bundlesOf(application)}*`,
    Condition: rolesOf('Build'),
  };
}
