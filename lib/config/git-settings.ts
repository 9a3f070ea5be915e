import { namesOf } from '../contract';
import type { Config } from './config';
import { parseRemoteAddress, remoteScheme } from './environment';

/** The keys of git's configuration that say which profiles whoever owns this clone uses, as a pattern of git's. */
export const profileKeys = '^(remote\\..*\\.url|gitenv\\..*\\.profile)$';

/** A key of git's configuration and its value. */
export type GitSetting = readonly [key: string, value: string];

/** Profiles by the environment's name. */
export type OwnProfiles = ReadonlyMap<string, string>;

/**
 * The profiles of this clone's own: that of the remote of the environment's name, or else `gitenv.<env>.profile`. Everybody
 * names profiles as he likes, so that these go before those of `gitenv.json`.
 * @param settings those of `profileKeys`, in git's order
 * A remote that leads to another application says nothing.
 */
export function ownProfiles(settings: readonly GitSetting[], application: string): OwnProfiles {
  const { repository } = namesOf(application);
  const configured = valuesOf(settings, /^gitenv\.(.+)\.profile$/, (value) => value || undefined);
  // Git talks to a remote's first address.
  const remotes = valuesOf([...settings].reverse(), /^remote\.(.+)\.url$/, (url) =>
    profileIn(url, repository),
  );
  return new Map([...configured, ...remotes]);
}

function valuesOf(
  settings: readonly GitSetting[],
  pattern: RegExp,
  read: (value: string) => string | undefined,
): (readonly [string, string])[] {
  return settings.flatMap(([key, value]) => {
    const [, name] = pattern.exec(key) ?? [];
    const profile = name === undefined ? undefined : read(value);
    return name === undefined || profile === undefined ? [] : [[name, profile] as const];
  });
}

function profileIn(url: string, repository: string): string | undefined {
  if (!url.startsWith(`${remoteScheme}://`)) return undefined;
  try {
    const address = parseRemoteAddress(url);
    return address.repository === repository ? address.profile : undefined;
  } catch {
    // What is wrong with an address is said by who uses it.
    return undefined;
  }
}

/** The configuration as this clone uses it, which is not what is to be written into `gitenv.json`. */
export function withOwnProfiles(config: Config, own: OwnProfiles): Config {
  const environments = Object.entries(config.environments).map(([name, recorded]) => {
    const profile = own.get(name);
    return [name, { ...recorded, ...(profile !== undefined && { profile }) }] as const;
  });
  return { ...config, environments: Object.fromEntries(environments) };
}

/** The keys of git's configuration that say where a bare `git push` goes, as a pattern of git's. */
export const pushKeys =
  '^(remote\\.pushdefault|branch\\..*\\.(remote|pushremote)|remote\\..*\\.url)$';

/** The last value of a key, which is the one that git goes by. */
export function lastValue(settings: readonly GitSetting[], key: string): string | undefined {
  return settings.findLast(([name]) => name === key)?.[1];
}

/** Where git pushes a branch if nobody names a remote; undefined where it has to guess. */
export function bareRemote(settings: readonly GitSetting[], branch: string): string | undefined {
  const keys = [`branch.${branch}.pushremote`, 'remote.pushdefault', `branch.${branch}.remote`];
  return keys.map((key) => lastValue(settings, key)).find((value) => value);
}

/**
 * The remote that a branch tracks, although a bare `git push` of it goes to another one by `remote.pushDefault`: that of
 * every branch, and older than most. `branch.<name>.pushRemote` was said of the branch itself.
 * @param remote where the push goes
 * @returns undefined where the branch tracks nothing, this remote, or another environment
 */
export function trackedElsewhere(
  settings: readonly GitSetting[],
  branch: string,
  remote: string,
): string | undefined {
  if (lastValue(settings, `branch.${branch}.pushremote`)) return undefined;
  const tracked = lastValue(settings, `branch.${branch}.remote`);
  const isByDefault = lastValue(settings, 'remote.pushdefault') === remote;
  const isElsewhere = tracked !== undefined && tracked !== '.' && tracked !== remote;
  return isByDefault && isElsewhere && !isEnvironment(settings, tracked) ? tracked : undefined;
}

/** Names of the remotes. */
export function remotesOf(settings: readonly GitSetting[]): string[] {
  return [...new Set(settings.flatMap(([key]) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []))];
}

/** Whether a push to a remote goes through gitenv. */
export function isEnvironment(settings: readonly GitSetting[], remote: string): boolean {
  const url = settings.find(([key]) => key === `remote.${remote}.url`)?.[1] ?? remote;
  return url.startsWith(`${remoteScheme}://`);
}

/** The keys by which git pushes submodules itself, before it pushes what uses them. */
export const recursionKeys = '^(push\\.recursesubmodules|submodule\\.recurse)$';

/** Whether git itself looks after submodules at a push, to which a submodule's own remotes do not lead. The last key holds. */
export function recursesByItself(settings: readonly GitSetting[]): boolean {
  const [key, value = ''] = settings.at(-1) ?? [];
  return key !== undefined && !/^(no|false|off|0)$/i.test(value);
}
