import { namesOf } from '../../contract';
import type { GrantedRights } from './statements';

/** What the deploys of a kit need by themselves, beside the rights on what a template declares. Its README says the same. */
export function kitRights(kit: string, application: string): readonly GrantedRights[] {
  const repository = [`arn:aws:ecr:*:*:repository/${application}`];
  const sites = `arn:aws:s3:::${namesOf(application).siteBuckets}*`;
  const rights: Readonly<Record<string, readonly GrantedRights[]>> = {
    ecs: [{ actions: ['ecr:BatchGetImage'], resources: repository }],
    'lambda-image': [
      {
        actions: [
          'ecr:BatchGetImage',
          'ecr:GetDownloadUrlForLayer',
          'ecr:GetRepositoryPolicy',
          'ecr:SetRepositoryPolicy',
        ],
        resources: repository,
      },
    ],
    'static-site': [
      { actions: ['s3:ListBucket'], resources: [sites] },
      {
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [`${sites}/*`],
      },
      // Nobody knows the id of the distribution before.
      { actions: ['cloudfront:CreateInvalidation'], resources: ['*'] },
    ],
  };
  return rights[kit] ?? [];
}
