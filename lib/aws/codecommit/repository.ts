import { GitenvError } from '../../errors';
import { type Account, callAws } from '../account/account';
import { checkAccount } from '../account/account-check';
import { notInstalled, type Repository } from '../account/not-installed';
import { quickly } from '../account/quick-call';
import { serviceAddress } from '../call/address';

/**
 * Where a repository is, and whose.
 * @throws GitenvError NOT_INSTALLED when the account has no such repository; WRONG_ACCOUNT
 */
export async function describeRepository(account: Account, name: string): Promise<Repository> {
  const { repositoryMetadata } = await quickly<RepositoryReply>(account, {
    service: 'codecommit',
    target: 'CodeCommit_20150413.GetRepository',
    input: { repositoryName: name },
    absent: ['RepositoryDoesNotExistException', `repository '${name}'`],
  });
  const { cloneUrlHttp, accountId, Arn } = repositoryMetadata;
  checkAccount(account, accountId);
  return { cloneUrl: cloneUrlHttp, account: accountId, arn: Arn };
}

interface RepositoryReply {
  readonly repositoryMetadata: {
    readonly cloneUrlHttp: string;
    readonly accountId: string;
    readonly Arn: string;
  };
}

/**
 * Where a repository most likely is, which the service alone can say: at AWS's documented address, or at its own
 * path of the endpoint that a profile names.
 */
export function likelyCloneUrl(account: Account, name: string): string {
  const host = account.endpoint('codecommit') ?? serviceAddress('git-codecommit', account.region);
  return new URL(`/v1/repos/${name}`, host).href;
}

export async function hasRepository(account: Account, name: string): Promise<boolean> {
  try {
    await describeRepository(account, name);
    return true;
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') return false;
    throw error;
  }
}

/** Makes a repository; one of the name that is there already is left as it is. */
export async function createRepository(
  account: Account,
  name: string,
  description: string,
): Promise<void> {
  const { CreateRepositoryCommand } = await import('./sdk');
  const command = new CreateRepositoryCommand({
    repositoryName: name,
    repositoryDescription: description,
  });
  await callAws(account, async () => {
    try {
      await (await account.codecommit()).send(command);
    } catch (error) {
      if ((error as Error).name !== 'RepositoryNameExistsException') throw error;
    }
  });
}

/** The commit a branch points at; undefined while the branch does not exist, as before the first push. */
export async function branchTip(
  account: Account,
  repository: string,
  branch: string,
): Promise<string | undefined> {
  const { GetBranchCommand } = await import('./sdk');
  return callAws(account, async () => {
    const client = await account.codecommit();
    const command = new GetBranchCommand({ repositoryName: repository, branchName: branch });
    try {
      const reply = await refusingAbsence(account, repository, () => client.send(command));
      return reply.branch?.commitId;
    } catch (error) {
      if ((error as Error).name === 'BranchDoesNotExistException') return undefined;
      throw error;
    }
  });
}

async function refusingAbsence<T>(
  account: Account,
  repository: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name !== 'RepositoryDoesNotExistException') throw error;
    throw notInstalled(account, `repository '${repository}'`, error);
  }
}
