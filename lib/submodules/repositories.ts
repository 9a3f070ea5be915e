import type { Account } from '../aws/account/account';
import { authorizedEnvironment } from '../aws/codecommit/authorize';
import { describeRepository } from '../aws/codecommit/repository';
import { useRefPrefix } from '../contract';
import { remoteRefs } from '../git/annotated-tag';
import { type GitPlace, git } from '../git/run';
import type { Use } from './tree';

/** An account whose repositories keep what commits use. */
export interface UsesAccount {
  readonly account: Account & { readonly environment: string };
}

/** A repository of the account, and the refs under which it keeps what is used. */
export interface Stock {
  /** Undefined where the account has no such repository. */
  readonly cloneUrl: string | undefined;
  readonly refs: ReadonlySet<string>;
}

/** @throws GitenvError NOT_INSTALLED where the account has no such repository */
export async function stockOf(
  of: UsesAccount,
  name: string,
  uses: readonly Use[],
  place: GitPlace,
): Promise<Stock> {
  const { cloneUrl } = await describeRepository(of.account, name);
  const wanted = uses.filter((it) => it.repository === name).map((it) => useRefOf(it.commit));
  const refs = await git(remoteRefs(cloneUrl, wanted), await signedPlace(of, cloneUrl, place));
  return { cloneUrl, refs: new Set(refs) };
}

export function isAmong(
  repositories: ReadonlyMap<string, Stock>,
  { repository, commit }: Use,
): boolean {
  return repositories.get(repository)?.refs.has(useRefOf(commit)) ?? false;
}

/** Where git may speak to one repository of the account, and to nothing else. */
export async function signedPlace(
  { account }: UsesAccount,
  cloneUrl: string,
  { cwd, env }: GitPlace,
): Promise<GitPlace> {
  const authorized = await authorizedEnvironment(account, cloneUrl);
  return { cwd, env: { ...authorized, ...env, GIT_ALLOW_PROTOCOL: 'http:https' } };
}

export const useRefOf = (commit: string) => `${useRefPrefix}${commit}`;

/** The same commit may be used at several paths. */
export const keyOf = ({ repository, commit }: Use) => `${repository} ${commit}`;
