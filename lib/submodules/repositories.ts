import type { Account } from '../aws/account/account';
import { authorizedEnvironment } from '../aws/codecommit/authorize';
import { describeRepository } from '../aws/codecommit/repository';
import { useRefPrefix } from '../contract';
import { remoteRefs } from '../git/annotated-tag';
import { type GitPlace, git } from '../git/run';
import type { OpenEnvironment } from '../target/open-environment';
import type { NeededCommit } from './tree';

/** A repository of the account, and the refs under which it keeps what is used. */
export interface KeptCommits {
  /** Undefined where the account has no such repository. */
  readonly cloneUrl: string | undefined;
  readonly refs: ReadonlySet<string>;
}

/** @throws GitenvError NOT_INSTALLED where the account has no such repository */
export async function keptIn(
  { account }: OpenEnvironment,
  name: string,
  needs: readonly NeededCommit[],
  place: GitPlace,
): Promise<KeptCommits> {
  const { cloneUrl } = await describeRepository(account, name);
  const wanted = needs.filter((it) => it.repository === name).map((it) => keptRefOf(it.commit));
  const refs = await git(
    remoteRefs(cloneUrl, wanted),
    await repositoryPlace(account, cloneUrl, place),
  );
  return { cloneUrl, refs: new Set(refs) };
}

export function isAmong(
  repositories: ReadonlyMap<string, KeptCommits>,
  { repository, commit }: NeededCommit,
): boolean {
  return repositories.get(repository)?.refs.has(keptRefOf(commit)) ?? false;
}

/** Where git may speak to one repository of the account, and to nothing else. */
export async function repositoryPlace(
  account: Account,
  cloneUrl: string,
  { cwd, env }: GitPlace,
): Promise<GitPlace> {
  const authorized = await authorizedEnvironment(account, cloneUrl);
  return { cwd, env: { ...authorized, ...env, GIT_ALLOW_PROTOCOL: 'http:https' } };
}

export const keptRefOf = (commit: string) => `${useRefPrefix}${commit}`;

/** The same commit may be used at several paths. */
export const keyOf = ({ repository, commit }: NeededCommit) => `${repository} ${commit}`;
