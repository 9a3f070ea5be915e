import type { Stack } from 'aws-cdk-lib';
import type { CfnKey } from 'aws-cdk-lib/aws-kms';
import { namesOf } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { Statement } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';
import type { GuardPlace } from './place';

/** What it takes to see what was released, and to write that down. */
export function recordStatements(
  stack: Stack,
  settings: StackSettings,
  { bucket, repositoryArn }: GuardPlace,
  key: CfnKey,
): Statement[] {
  const { pipeline, stack: stackName } = namesOf(settings.application);
  const own = stack.formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${stackName}/*`,
  });
  return [
    {
      actions: [
        'codepipeline:GetPipelineExecution',
        'codepipeline:ListActionExecutions',
        'codepipeline:ListPipelineExecutions',
        'codepipeline:ListRuleExecutions',
      ],
      resources: [stack.formatArn({ service: 'codepipeline', resource: pipeline })],
    },
    { actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'], resources: [own] },
    { actions: ['codecommit:GetCommit'], resources: [repositoryArn] },
    { actions: ['kms:GetPublicKey', 'kms:Sign'], resources: [key.attrArn] },
    { actions: ['s3:ListBucket'], resources: [bucket.attrArn] },
    { actions: ['s3:GetObject'], resources: [`${bucket.attrArn}/*`] },
    { actions: ['s3:PutObject'], resources: [`${bucket.attrArn}/${objectKeys.records}*`] },
  ];
}
