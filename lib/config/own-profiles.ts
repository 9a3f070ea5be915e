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
