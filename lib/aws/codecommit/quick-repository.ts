import { type AccountOptions, checkAccount } from '../account/account-check';
import type { AwsCredentials } from '../account/credentials';
import type { Repository } from '../account/not-installed';
import { quickly } from '../account/quick-call';

/**
 * `describeRepository` without the SDK, with credentials at hand.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what `translateFailure` says
 */
export async function quickRepository(
  options: AccountOptions,
  name: string,
  credentials: AwsCredentials,
): Promise<Repository> {
  const { repositoryMetadata } = await quickly<RepositoryReply>(options, credentials, {
    service: 'codecommit',
    target: 'CodeCommit_20150413.GetRepository',
    input: { repositoryName: name },
    absent: ['RepositoryDoesNotExistException', `repository '${name}'`],
  });
  const { cloneUrlHttp, accountId, Arn } = repositoryMetadata;
  checkAccount(options, accountId);
  return { cloneUrl: cloneUrlHttp, account: accountId, arn: Arn };
}

interface RepositoryReply {
  readonly repositoryMetadata: {
    readonly cloneUrlHttp: string;
    readonly accountId: string;
    readonly Arn: string;
  };
}
