import type { Stack } from 'aws-cdk-lib';
import { namesOf } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { Statement } from '../roles/service-role';
import type { WatchedParts } from './place';

/** What it takes to decide about a release, and to answer who asks for a proof. */
export function gateStatements(
  stack: Stack,
  application: string,
  { bucketArn, repositoryArn }: WatchedParts,
): Statement[] {
  const { pipeline } = namesOf(application);
  return [
    {
      actions: ['codepipeline:GetPipelineState'],
      resources: [stack.formatArn({ service: 'codepipeline', resource: pipeline })],
    },
    {
      actions: ['codecommit:GetRepository', 'codecommit:GitPull', 'codecommit:GitPush'],
      resources: [repositoryArn],
    },
    {
      effect: 'Deny',
      actions: ['codecommit:GitPush'],
      resources: [repositoryArn],
      when: {
        StringNotLike: {
          'codecommit:References': ['refs/tags/gitenv/ask/*', 'refs/tags/gitenv/say/*'],
        },
        // The first request of every push asks what there is, and names no reference.
        Null: { 'codecommit:References': 'false' },
      },
    },
    { actions: ['s3:PutObject'], resources: [`${bucketArn}/${objectKeys.proofs}*`] },
  ];
}
