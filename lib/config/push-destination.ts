import { remoteScheme } from './environment';
import type { GitSetting } from './own-profiles';

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
