import type { Stack } from 'aws-cdk-lib';
import type { CfnKey } from 'aws-cdk-lib/aws-kms';
import { namesOf } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { Statement } from '../roles/service-role';
import type { MadeGuardSettings } from '../settings/settings';
import type { WatchedParts } from './place';

/** What it takes to see what was released, and to write that down. */
export function recordStatements(
  stack: Stack,
  settings: MadeGuardSettings,
  { bucketArn, repositoryArn }: WatchedParts,
  key: CfnKey,
): Statement[] {
  const { pipeline, stack: stackName, guardStack } = namesOf(settings.application);
  const stacks = [stackName, guardStack].map((name) =>
    stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${name}/*` }),
  );
  return [
    {
      actions: [
        'cloudformation:DescribeStacks',
        'cloudformation:GetTemplate',
        'codecommit:GetCommit',
        'codepipeline:GetPipelineExecution',
        'codepipeline:ListActionExecutions',
        'codepipeline:ListPipelineExecutions',
        'kms:GetPublicKey',
        'kms:Sign',
        's3:GetObject',
        's3:ListBucket',
      ],
      // Each of them is about one of these alone.
      resources: [
        ...stacks,
        repositoryArn,
        stack.formatArn({ service: 'codepipeline', resource: pipeline }),
        key.attrArn,
        bucketArn,
        `${bucketArn}/*`,
      ],
    },
    { actions: ['s3:PutObject'], resources: [`${bucketArn}/${objectKeys.records}*`] },
  ];
}
