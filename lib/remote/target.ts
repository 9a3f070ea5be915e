import { checkAccount } from '../aws/account-check';
import { type Account, openAccount } from '../aws/clients';
import { branchTip, describeRepository } from '../aws/repository';
import { namesOf } from '../contract';
import type { Environment } from '../environment';
import { GitenvError } from '../errors';
import { distanceBetween, hasCommit, isShallow } from '../git/history';
import { fetchCommits } from '../git/push';
import { remoteUrl } from '../git/repository';
import { type GitPlace, git } from '../git/run';
import { shortCommit } from '../release/follow';
import { authorizedEnvironment } from './authorize';

/** An environment that can be pushed to: the account behind the credentials is the recorded one. */
export interface Target {
  readonly environment: Environment;
  readonly account: Account;
  readonly pipeline: string;
  readonly cloneUrl: string;
  /** The deploy branch's tip; undefined before the first push. */
  readonly tip: string | undefined;
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
  target: Target,
  { cwd }: GitPlace,
): Promise<Required<Pick<GitPlace, 'cwd' | 'env'>>> {
  const credentials = await target.account.credentials();
  const { region } = target.environment;
  return { cwd, env: authorizedEnvironment(target.cloneUrl, region, credentials, new Date()) };
}

/**
 * Whether a commit has everything the target's tip has, after bringing the tip here where this clone lacks it.
 * Undefined before the first push, and where the tip cannot be had.
 */
export async function isForward(
  target: Target,
  commit: string,
  place: GitPlace,
): Promise<boolean | undefined> {
  if (target.tip === undefined) return undefined;
  const known = await git(distanceBetween(target.tip, commit), place);
  if (known) return known.ahead === 0;
  await bringTip(target, place);
  const distance = await git(distanceBetween(target.tip, commit), place);
  if (distance?.ahead !== 0 && (await git(isShallow, place)))
    throw tooShallow(`whether ${shortCommit(commit)} undoes what ${target.environment.name} has`);
  return distance && distance.ahead === 0;
}

/**
 * Brings a released commit here, without which git could not push it.
 * @throws GitenvError SHALLOW_REPOSITORY; UNKNOWN_COMMIT where the target's repository has dropped it
 */
export async function bringCommit(target: Target, commit: string, place: GitPlace): Promise<void> {
  await bringTip(target, place);
  if (await git(hasCommit(commit), place)) return;
  if (await git(isShallow, place)) throw tooShallow(shortCommit(commit));
  try {
    await git(fetchCommits(target.cloneUrl, [commit]), await signedPlace(target, place));
  } catch (cause) {
    throw new GitenvError(
      'UNKNOWN_COMMIT',
      `Neither this clone nor the repository of ${target.environment.name} has ${shortCommit(commit)} any more.`,
      { hint: 'run it in a clone that has the commit', cause },
    );
  }
}

function tooShallow(what: string): GitenvError {
  return new GitenvError(
    'SHALLOW_REPOSITORY',
    `This clone was made without its older commits, so it does not know ${what}; nothing was changed.`,
    { hint: 'git fetch --unshallow' },
  );
}

/** Brings what the target has in place here. Moves no ref, so nothing of the user's is touched. */
export async function bringTip(target: Target, place: GitPlace): Promise<void> {
  const signed = await signedPlace(target, place);
  await git(fetchCommits(target.cloneUrl, [`refs/heads/${target.environment.branch}`]), signed);
}

/** The remote whose tracking branch a push should move along; the bare address where there is no such remote. */
export async function remoteOf(
  { environment, cloneUrl }: Target,
  place: GitPlace,
): Promise<{ remote: string; url?: string }> {
  const known = await git(remoteUrl(environment.name), place);
  return known === undefined ? { remote: cloneUrl } : { remote: environment.name, url: cloneUrl };
}
