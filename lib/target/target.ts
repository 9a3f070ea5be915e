import { type Account, openAccount } from '../aws/account/account';
import { checkAccount } from '../aws/account/account-check';
import { authorizedEnvironment } from '../aws/codecommit/authorize';
import { branchTip, describeRepository } from '../aws/codecommit/repository';
import type { Environment } from '../config/environment';
import type { Route } from '../config/path';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import { remoteUrl } from '../git/repository';
import { type GitPlace, git } from '../git/run';
import { type Lender, lenderOf } from '../submodules/borrow';
import type { UsesAccount } from '../submodules/repositories';
import type { HistorySource } from './history-source';

/** An environment that can be pushed to: the account behind the credentials is the recorded one. */
export interface Target {
  readonly environment: Environment;
  readonly account: Account;
  readonly pipeline: string;
  readonly cloneUrl: string;
  /** The deploy branch's tip; undefined before the first push. */
  readonly tip: string | undefined;
}

/** An environment that was opened, and the one before it, which is opened only where it is needed. */
export interface OpenRoute extends Pick<Route, 'upstream'> {
  readonly target: Target;
}

/** @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say */
export async function openTarget(environment: Environment): Promise<Target> {
  const { name, profile, region, application, branch } = environment;
  const options = { profile, region, account: environment.account, environment: name };
  const account = await openAccount(options);
  const { repository, pipeline } = namesOf(application);
  const looks = [
    describeRepository(account, repository),
    branchTip(account, repository, branch),
  ] as const;
  const [found, tip] = await Promise.all(looks).catch(async (error: unknown) => {
    // In another account than the recorded one, that is what to say, and not that it lacks something.
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') await account.verify();
    throw error;
  });
  checkAccount(account, found.account);
  return { environment, account, pipeline, cloneUrl: found.cloneUrl, tip };
}

/** Where git may speak to the target's repository, with the signature for the next quarter of an hour. */
export async function signedPlace(
  target: Pick<Target, 'account' | 'environment' | 'cloneUrl'>,
  { cwd }: GitPlace,
): Promise<Required<Pick<GitPlace, 'cwd' | 'env'>>> {
  return { cwd, env: await authorizedEnvironment(target.account, target.cloneUrl) };
}

/** The account, as a push of submodules needs it. */
export async function usesAccount({
  account,
  environment: { name },
}: Pick<Target, 'account' | 'environment'>): Promise<UsesAccount> {
  return { account: { ...account, environment: name } };
}

/** An environment that may have what commits use, to be opened only where another lacks it. */
export function lenderAt({ name, profile, region, account }: Environment): Lender {
  return lenderOf(name, { account: { profile, region, account, environment: name } });
}

/** An environment's repository, to fetch from what this clone lacks. */
export async function historySource(
  target: Pick<Target, 'account' | 'environment' | 'cloneUrl'>,
  place: GitPlace,
): Promise<HistorySource> {
  const { environment, cloneUrl } = target;
  return {
    environment: environment.name,
    cloneUrl,
    ref: `refs/heads/${environment.branch}`,
    place: await signedPlace(target, place),
  };
}

/** The remote whose tracking branch a push should move along; the bare address where there is no such remote. */
export async function remoteOf(
  { environment, cloneUrl }: Target,
  place: GitPlace,
): Promise<{ remote: string; url?: string }> {
  const known = await git(remoteUrl(environment.name), place);
  return known === undefined ? { remote: cloneUrl } : { remote: environment.name, url: cloneUrl };
}
