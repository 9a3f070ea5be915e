import { Aws, CfnCondition, Fn, type IResolvable, type Stack } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { assetsVariables } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { StackSettings } from '../settings/settings';
import type { Statement } from './service-role';

/** What a role may do to pull bundles of the application from the bucket that its environments share. */
export function sharedReads(stack: Stack, { assets, application }: StackSettings): Statement[] {
  if (!assets) return [];
  const arn = stack.formatArn({ service: 's3', region: '', account: '', resource: assets.bucket });
  return [
    {
      // Without the right to list it, S3 answers AccessDenied for an object that is not there.
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: [arn, `${arn}/${objectKeys.bundlesOf(application)}*`],
      condition: assets.isSet,
    },
  ];
}

/** What the role of builds may do besides in the one environment that stores bundles there. */
export function sharedWrites(stack: Stack, { assets, application }: StackSettings): Statement[] {
  if (!assets || assets.isWriter === false) return [];
  const arn = stack.formatArn({ service: 's3', region: '', account: '', resource: assets.bucket });
  const condition = assets.isWriter instanceof CfnCondition ? assets.isWriter : undefined;
  const resources = [`${arn}/${objectKeys.bundlesOf(application)}*`];
  return [{ actions: ['s3:PutObject'], resources, condition }];
}

/** Tells builds and deploys where bundles are pulled from. */
export function sharedVariables({
  assets,
}: StackSettings): (CfnProject.EnvironmentVariableProperty | IResolvable)[] {
  if (!assets) return [];
  const { bucket, region, account, writer, isSet } = assets;
  const variables = [
    { name: assetsVariables.bucket, value: bucket },
    { name: assetsVariables.region, value: region },
    { name: assetsVariables.account, value: account },
    { name: assetsVariables.writer, value: writer },
  ];
  return variables.map(({ name, value }) => {
    if (!isSet) return { name, value };
    return Fn.conditionIf(isSet.logicalId, { Name: name, Value: value }, Aws.NO_VALUE);
  });
}
