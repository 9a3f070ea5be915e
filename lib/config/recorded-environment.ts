import fs from 'node:fs';
import path from 'node:path';
import { configFile } from '../contract';
import { parseJson } from '../fields';
import { environmentIn, type RecordedEnvironments, type RemoteAddress } from './environment';
import { pathFault, type Route } from './path';
import { settingsOf } from './setting';

/** Where git has started this process. */
export interface GitProcess {
  readonly cwd: string;
  /** `GIT_DIR` */
  readonly gitDir: string | undefined;
  /** `GIT_WORK_TREE`, which git sets only where somebody did. */
  readonly workTree?: string | undefined;
}

/**
 * The environment an address belongs to, and the one before it on the path; undefined where the work tree knows none, as in a clone. Checks only what
 * it uses, because the whole check costs more than a push; a file that looks wrong goes through the whole check.
 * @throws GitenvError BAD_CONFIG
 */
export async function recordedEnvironment(
  remote: string,
  address: RemoteAddress,
  place: GitProcess,
): Promise<Route | undefined> {
  const file = path.join(workTreeOf(place), configFile);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const config: RecordedEnvironments =
    readLightly(text) ?? (await import('./config')).parseConfig(text, file);
  if (config.application !== address.repository) return undefined;
  const name = nameFor(remote, address, config);
  const found = name === undefined ? undefined : environmentIn(config, name);
  if (!found) return undefined;
  const { upstream } = found;
  return {
    // The address has the profile that this clone's owner uses.
    environment: { ...found, profile: address.profile },
    upstream: upstream === undefined ? undefined : environmentIn(config, upstream),
  };
}

/** By the remote's name first: profiles are named as each person likes, environments are not. */
function nameFor(
  remote: string,
  { region, profile }: RemoteAddress,
  { environments }: RecordedEnvironments,
): string | undefined {
  const entries = Object.entries(environments).filter(([, it]) => it.region === region);
  const found =
    entries.find(([name]) => name === remote) ?? entries.find(([, it]) => it.profile === profile);
  return found?.[0];
}

/** A linked work tree's git folder names its work tree in a file; a submodule's or separate one leaves the cwd. */
function workTreeOf({ cwd, gitDir, workTree }: GitProcess): string {
  if (workTree !== undefined) return path.resolve(cwd, workTree);
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
function isSoundPath({ path: order, environments }: RecordedEnvironments): boolean {
  return order === undefined || pathFault([...order], Object.keys(environments)) === undefined;
}

function readLightly(text: string): RecordedEnvironments | undefined {
  try {
    const config = parseJson(text) as RecordedEnvironments;
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
