import { GitenvError } from '../../errors';
import type { Account } from '../account/account';
import { checkAccount } from '../account/account-check';
import { serviceAddress } from '../call/address';
import { call } from '../call/call';
import * as codecommit from './operations';

/** What AWS knows of the repository that an environment deploys from. */
export interface Repository {
  readonly cloneUrl: string;
  /** The account that answered, which is the one behind the credentials. */
  readonly account: string;
  readonly arn: string;
}

/**
 * Where a repository is, and whose.
 * @throws GitenvError NOT_INSTALLED when the account has no such repository; WRONG_ACCOUNT
 */
export async function describeRepository(account: Account, name: string): Promise<Repository> {
  const { repositoryMetadata: found } = await call(account, codecommit.GetRepository, {
    repositoryName: name,
  });
  const { cloneUrlHttp = '', accountId = '', Arn = '' } = found ?? {};
  checkAccount(account, accountId);
  return { cloneUrl: cloneUrlHttp, account: accountId, arn: Arn };
}

/**
 * Where a repository most likely is, which the service alone can say: at AWS's documented address, or at its own
 * path of the endpoint that a profile names.
 */
export function likelyCloneUrl(account: Account, name: string): string {
  const host = account.endpoint('codecommit') ?? serviceAddress('git-codecommit', account.region);
  return new URL(`/v1/repos/${name}`, host).href;
}

/** The same; undefined where the account has none of that name. */
export async function findRepository(
  account: Account,
  name: string,
): Promise<Repository | undefined> {
  try {
    return await describeRepository(account, name);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') return undefined;
    throw error;
  }
}

export async function hasRepository(account: Account, name: string): Promise<boolean> {
  return (await findRepository(account, name)) !== undefined;
}

/** Makes a repository; one of the name that is there already is left as it is. */
export async function createRepository(
  account: Account,
  name: string,
  description: string,
): Promise<void> {
  await call(account, codecommit.CreateRepository, {
    repositoryName: name,
    repositoryDescription: description,
  });
}

/** The commit a branch points at; undefined while the branch does not exist, as before the first push. */
export async function branchTip(
  account: Account,
  repository: string,
  branch: string,
): Promise<string | undefined> {
  const names = { repositoryName: repository, branchName: branch };
  return (await call(account, codecommit.GetBranch, names))?.branch?.commitId;
}

/** The first line of a commit's message; empty for whoever may not read it. */
export async function commitSubject(
  account: Account,
  repository: string,
  commit: string,
): Promise<string> {
  const names = { repositoryName: repository, commitId: commit };
  try {
    const { commit: found } = await call(account, codecommit.GetCommit, names);
    return (found?.message ?? '').split('\n', 1)[0] ?? '';
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return '';
    throw error;
  }
}
