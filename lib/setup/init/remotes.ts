import { readSharedConfig } from '../../aws/profile/shared-config';
import { type Config, environmentsOf } from '../../config/config';
import { formatRemoteAddress, remoteScheme } from '../../config/environment';
import { bareRemote, pushKeys } from '../../config/git-settings';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import {
  addRemote,
  currentBranch,
  getConfig,
  getConfigMatching,
  remoteNames,
  remoteUrl,
  setConfig,
  setRemoteUrl,
} from '../../git/repository';
import { git } from '../../git/run';
import type { InitPort } from './port';
import { checkProfile, type InstallTarget, isProfile } from './target';

/** A remote that an environment is to have. */
export interface RemoteRequest {
  readonly root: string;
  readonly target: Pick<InstallTarget, 'environment' | 'profile' | 'region'>;
  readonly repository: string;
  readonly branch: string;
}

/**
 * Refuses before anything is installed when a remote of the environment's name leads somewhere else.
 * @throws GitenvError BAD_REMOTE
 */
export async function checkRemote(root: string, environment: string): Promise<void> {
  const url = await git(remoteUrl(environment), { cwd: root });
  if (url === undefined || url.startsWith(`${remoteScheme}://`)) return;
  throw new GitenvError('BAD_REMOTE', `The remote '${environment}' already leads to ${url}`, {
    advice: 'Give it another name.',
    hint: `git remote rename ${environment} ${environment}-before`,
  });
}

/** Adds the remote, or moves one of ours that led elsewhere, and says what a plain `git push <environment>` pushes. */
export async function setRemote(
  { root, target, repository, branch }: RemoteRequest,
  port: Pick<InitPort, 'say'>,
): Promise<void> {
  const place = { cwd: root };
  const { environment, profile, region } = target;
  const url = formatRemoteAddress({ profile, region, repository });
  const old = await git(remoteUrl(environment), place);
  if (old === undefined) await git(addRemote(environment, url), place);
  else if (old !== url) {
    await git(setRemoteUrl(environment, url), place);
    port.say({ kind: 'remoteMoved', environment, from: old, to: url });
  }
  const push = `remote.${environment}.push`;
  if ((await git(getConfig(push), place)) === undefined)
    await git(setConfig(push, `HEAD:refs/heads/${branch}`), place);
  // Its tags keep the reasons of releases. Fetched with the branch, push.followTags would carry them to other remotes.
  const tags = `remote.${environment}.tagOpt`;
  if ((await git(getConfig(tags), place)) === undefined)
    await git(setConfig(tags, '--no-tags'), place);
}

/**
 * Makes the environment the upstream of the branch that is checked out, in a repository that has no such place yet, so that a
 * bare `git push` of this branch goes there. An upstream that the branch is given later replaces it, and other branches have none.
 * @returns whether it did, or had done so before
 */
export async function setDefaultRemote(
  root: string,
  environment: string,
  branch: string,
): Promise<boolean> {
  const place = { cwd: root };
  const current = await git(currentBranch, place);
  if (current === undefined) return false;
  const settings = await git(getConfigMatching(pushKeys), place);
  const known = bareRemote(settings, current);
  if (known !== undefined) return known === environment;
  if ((await git(remoteNames, place)).includes('origin')) return false;
  await git(setConfig(`branch.${current}.remote`, environment), place);
  await git(setConfig(`branch.${current}.merge`, `refs/heads/${branch}`), place);
  return true;
}

/** A remote as it stands now. */
export interface RemoteSet {
  readonly environment: string;
  readonly address: string;
  /** Where it led before; undefined for a new one. */
  readonly before: string | undefined;
  /** The profile of the address, where the AWS config files have none of that name. */
  readonly missingProfile: string | undefined;
}

export interface RemotesResult {
  readonly remotes: readonly RemoteSet[];
  /** The environment that a bare `git push` means, when it is one of these. */
  readonly defaultRemote: string | undefined;
}

/**
 * Gives a clone the remotes that `gitenv.json` records, and asks AWS nothing.
 * @param config with the profiles that this clone has of its own already, which stay
 * @param profiles those to use from now on, by environment
 * @throws GitenvError BAD_REMOTE if a remote of that name leads somewhere else, NO_CREDENTIALS if there is no such profile;
 * nothing is changed then
 */
export async function setRemotes(
  root: string,
  config: Config,
  profiles: Readonly<Record<string, string>>,
): Promise<RemotesResult> {
  const environments = environmentsOf(config);
  const shared = readSharedConfig();
  for (const [name, profile] of Object.entries(profiles)) checkProfile(profile, name, shared);
  for (const { name } of environments) await checkRemote(root, name);
  const { repository } = namesOf(config.application);
  const remotes: RemoteSet[] = [];
  for (const { name, branch, region, ...known } of environments) {
    const own = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    const profile = own ?? known.profile;
    const target = { environment: name, profile, region };
    let before: string | undefined;
    const say = (event: { kind: string; from?: string }) => {
      if (event.kind === 'remoteMoved') before = event.from;
    };
    await setRemote({ root, target, repository, branch }, { say });
    remotes.push({
      environment: name,
      address: formatRemoteAddress({ profile, region, repository }),
      before,
      missingProfile: isProfile(profile, shared) ? undefined : profile,
    });
  }
  const [first] = environments;
  const isDefault = first !== undefined && (await setDefaultRemote(root, first.name, first.branch));
  return { remotes, defaultRemote: isDefault ? first.name : undefined };
}
