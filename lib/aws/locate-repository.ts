import { type AccountOptions, checkAccount } from './account-check';
import { type AwsCredentials, resolveCredentials } from './credentials';
import type { Repository } from './not-installed';
import { quickly } from './quick-call';

/** A repository as git's remote helper needs it: where it is, and the credentials to sign its address with. */
export interface LocatedRepository extends Repository {
  readonly credentials: AwsCredentials;
}

/**
 * `describeRepository` without the SDK, for the start of git's remote helper.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what `resolveCredentials` and `translateFailure` say
 */
export async function locateRepository(
  options: AccountOptions,
  name: string,
  known?: AwsCredentials,
): Promise<LocatedRepository> {
  const credentials = known ?? (await resolveCredentials(options));
  const { repositoryMetadata } = await quickly<RepositoryReply>(options, credentials, {
    service: 'codecommit',
    target: 'CodeCommit_20150413.GetRepository',
    input: { repositoryName: name },
    absent: ['RepositoryDoesNotExistException', `repository '${name}'`],
  });
  const { cloneUrlHttp, accountId, Arn } = repositoryMetadata;
  checkAccount(options, accountId);
  return { cloneUrl: cloneUrlHttp, account: accountId, arn: Arn, credentials };
}

interface RepositoryReply {
  readonly repositoryMetadata: {
    readonly cloneUrlHttp: string;
    readonly accountId: string;
    readonly Arn: string;
  };
}
