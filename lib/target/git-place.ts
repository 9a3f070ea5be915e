import { authorizedEnvironment } from '../aws/codecommit/authorize';
import { remoteUrl } from '../git/repository';
import { type GitPlace, git } from '../git/run';
import type { OpenEnvironment } from './open-environment';

/** A place where git may speak to a repository. */
export type SignedPlace = Required<Pick<GitPlace, 'cwd' | 'env'>>;

/** Where git may speak to the environment's repository, with the signature for the next quarter of an hour. */
export async function signedPlace(open: OpenEnvironment, { cwd }: GitPlace): Promise<SignedPlace> {
  const env = await authorizedEnvironment(open.account, await open.cloneUrl());
  const { lookPatience } = open.account;
  return { cwd, env: lookPatience ? { ...env, ...endWhenSilent(lookPatience.silenceMs) } : env };
}

/** Git gives up what brings nothing for so long. */
function endWhenSilent(ms: number): Record<string, string> {
  return {
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: String(Math.ceil(ms / 1000)),
  };
}

/** Full name of the deploy branch. */
export function branchRef({ environment }: OpenEnvironment): string {
  return `refs/heads/${environment.branch}`;
}

/** The remote whose tracking branch a push should move along; the bare address where there is no such remote. */
export async function remoteOf(
  open: OpenEnvironment,
  place: GitPlace,
): Promise<{ remote: string; url?: string }> {
  const { name } = open.environment;
  const [known, url] = await Promise.all([git(remoteUrl(name), place), open.cloneUrl()]);
  return known === undefined ? { remote: url } : { remote: name, url };
}
