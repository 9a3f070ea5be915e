import fs from 'node:fs';
import path from 'node:path';
import { configFile, defaultBranch } from '../contract';
import type { RemoteAddress } from './environment';
import { pathFault } from './path';
import { type Setting, settingsOf } from './setting';

/** What a work tree's `gitenv.json` says of the address that git wants to speak to. */
export interface RecordedEnvironment {
  readonly name: string;
  readonly account: string | undefined;
  readonly branch: string;
  /** The environment before it on the path. */
  readonly upstream: UpstreamEnvironment | undefined;
  /** What the application needs there. */
  readonly settings: readonly Setting[];
}

export interface UpstreamEnvironment {
  readonly name: string;
  readonly region: string;
  readonly profile: string | undefined;
  readonly account: string | undefined;
}

interface Recorded {
  readonly application: string;
  readonly branch?: string | undefined;
  readonly path?: readonly string[] | undefined;
  readonly config?: unknown;
  readonly environments: Readonly<Record<string, RecordedSettings>>;
}

interface RecordedSettings {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly account?: string | undefined;
  readonly config?: unknown;
}

/**
 * The environment an address belongs to; undefined where the work tree knows none, as in a clone. Checks only what
 * it uses, because the whole check costs more than a push; a file that looks wrong goes through the whole check.
 * @throws GitenvError BAD_CONFIG
 */
export async function recordedEnvironment(
  remote: string,
  address: RemoteAddress,
  { cwd, gitDir }: { cwd: string; gitDir: string | undefined },
): Promise<RecordedEnvironment | undefined> {
  const file = path.join(workTreeOf(cwd, gitDir), configFile);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const config: Recorded = readLightly(text) ?? (await import('./config')).parseConfig(text, file);
  if (config.application !== address.repository) return undefined;
  const found = environmentFor(remote, address, config);
  if (!found) return undefined;
  const { name, account } = found;
  return {
    name,
    account,
    branch: config.branch ?? defaultBranch,
    upstream: upstreamOf(name, config),
    settings:
      settingsOf(config.application, config.config, config.environments[name]?.config) ?? [],
  };
}

/** By the remote's name first: profiles are named as each person likes, environments are not. */
function environmentFor(
  remote: string,
  { region, profile }: RemoteAddress,
  { environments }: Recorded,
): { name: string; account: string | undefined } | undefined {
  const entries = Object.entries(environments).filter(([, it]) => it.region === region);
  const found =
    entries.find(([name]) => name === remote) ?? entries.find(([, it]) => it.profile === profile);
  return found && { name: found[0], account: found[1].account };
}

function upstreamOf(
  name: string,
  { path: order, environments }: Recorded,
): UpstreamEnvironment | undefined {
  const names = order ?? Object.keys(environments);
  const upstream = names[names.indexOf(name) - 1];
  const settings = upstream === undefined ? undefined : environments[upstream];
  if (upstream === undefined || !settings) return undefined;
  const { region, profile, account } = settings;
  return { name: upstream, region, profile, account };
}

/** A linked work tree's git folder names its work tree in a file; a submodule's or separate one leaves the cwd. */
function workTreeOf(cwd: string, gitDir: string | undefined): string {
  if (gitDir === undefined) return cwd;
  const folder = path.resolve(cwd, gitDir);
  if (path.basename(folder) === '.git') return path.dirname(folder);
  const link = readIfThere(path.join(folder, 'gitdir'));
  return link === undefined ? cwd : path.dirname(link.trim());
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A path that is no list throws, which is as good as an answer. */
function isSoundPath({ path: order, environments }: Recorded): boolean {
  return order === undefined || pathFault([...order], Object.keys(environments)) === undefined;
}

function readLightly(text: string): Recorded | undefined {
  try {
    const config: Recorded = JSON.parse(text);
    const settings = Object.values(config.environments);
    const sound =
      typeof config.application === 'string' &&
      ['string', 'undefined'].includes(typeof config.branch) &&
      isSoundPath(config) &&
      settings.every(
        (it) =>
          typeof it.region === 'string' &&
          /^(\d{12})?$/.test(it.account ?? '') &&
          settingsOf(config.application, config.config, it.config) !== undefined,
      );
    return sound ? config : undefined;
  } catch {
    return undefined;
  }
}
