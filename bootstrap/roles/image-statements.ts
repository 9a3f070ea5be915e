import type { Stack } from 'aws-cdk-lib';
import type { StackSettings } from '../settings/settings';
import type { Statement } from './service-role';

/**
 * What a build may do that makes the application's image: push it into the repository of ECR that is named after the
 * application, which it makes where it is not there yet. An image is stored once and not replaced, as a bundle is.
 */
export function imageStatements(
  stack: Stack,
  { application, privileged }: StackSettings,
): Statement[] {
  if (privileged === false) return [];
  const condition = privileged === true ? undefined : privileged;
  const repository = stack.formatArn({
    service: 'ecr',
    resource: 'repository',
    resourceName: application,
  });
  return [
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'], condition },
    {
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:CreateRepository',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      resources: [repository],
      condition,
    },
  ];
}
