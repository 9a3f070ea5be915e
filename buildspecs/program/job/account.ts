import { GitenvError } from '../../../lib/errors';
import type { Job } from './job';

/** The partition that a build runs in, such as `aws`, by the ARN that CodeBuild gives it. */
export function partitionOf({ env }: Pick<Job, 'env'>): string {
  return env.CODEBUILD_BUILD_ARN?.split(':')[1] || 'aws';
}

/** The number of the account that a build runs in. CodeBuild says it in the build's ARN alone. */
export function accountOf({ env }: Pick<Job, 'env'>): string {
  const account = env.CODEBUILD_BUILD_ARN?.split(':')[4];
  if (account) return account;
  throw new GitenvError(
    'NOT_IN_A_BUILD',
    'CODEBUILD_BUILD_ARN is not set, and so the account is not known',
  );
}
