import { type Config, environmentsOf } from '../../config/config';
import { formatRemoteAddress } from '../../config/environment';
import { namesOf } from '../../contract';
import { checkRemote, setDefaultRemote, setRemote } from './remotes';

/** A remote as it stands now. */
export interface RemoteSet {
  readonly environment: string;
  readonly address: string;
  /** Where it led before; undefined for a new one. */
  readonly before: string | undefined;
}

export interface RemotesResult {
  readonly remotes: readonly RemoteSet[];
  /** The environment that a bare `git push` means, when it is one of these. */
  readonly defaultRemote: string | undefined;
}

/**
 * Gives a clone the remotes that `gitenv.json` records, and asks AWS nothing.
 * @param profiles profiles to use in place of the recorded ones, by environment
 * @throws GitenvError BAD_REMOTE, before anything is changed, where a remote of that name leads somewhere else
 */
export async function setRemotes(
  root: string,
  config: Config,
  profiles: Readonly<Record<string, string>>,
): Promise<RemotesResult> {
  const environments = environmentsOf(config);
  for (const { name } of environments) await checkRemote(root, name);
  const { repository } = namesOf(config.application);
  const remotes: RemoteSet[] = [];
  for (const { name, branch, region, account, ...recorded } of environments) {
    const profile = profiles[name] ?? recorded.profile;
    const target = { environment: name, profile, region, account };
    let before: string | undefined;
    const say = (event: { kind: string; from?: string }) => {
      if (event.kind === 'remoteMoved') before = event.from;
    };
    await setRemote({ root, target, repository, branch }, { say });
    remotes.push({
      environment: name,
      address: formatRemoteAddress({ profile, region, repository }),
      before,
    });
  }
  const [first] = environments;
  const isDefault = first !== undefined && (await setDefaultRemote(root, first.name, first.branch));
  return { remotes, defaultRemote: isDefault ? first.name : undefined };
}
