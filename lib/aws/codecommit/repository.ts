import { GitenvError } from '../../errors';
import { type Account, callAws } from '../account/account';
import { notInstalled, type Repository } from '../account/not-installed';

/** @throws GitenvError NOT_INSTALLED when the account has no such repository */
export async function describeRepository(account: Account, name: string): Promise<Repository> {
  const { GetRepositoryCommand } = await import('./sdk');
  const { repositoryMetadata: found } = await callAws(account, async () => {
    const client = await account.codecommit();
    return refusingAbsence(account, name, () =>
      client.send(new GetRepositoryCommand({ repositoryName: name })),
    );
  });
  return {
    cloneUrl: found?.cloneUrlHttp ?? '',
    account: found?.accountId ?? '',
    arn: found?.Arn ?? '',
  };
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

/** The first line of a commit's message; empty for whoever may not read it. */
export async function commitSubject(
  account: Account,
  repository: string,
  commit: string,
): Promise<string> {
  const { GetCommitCommand } = await import('./sdk');
  const command = new GetCommitCommand({ repositoryName: repository, commitId: commit });
  try {
    const reply = await callAws(account, async () => (await account.codecommit()).send(command));
    return (reply.commit?.message ?? '').split('\n', 1)[0] ?? '';
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return '';
    throw error;
  }
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
