import os from 'node:os';
import path from 'node:path';

/**
 * Where the state of the server on this machine is kept.
 * @param asked what `--root` says, relative to `directory`
 */
export function localRoot(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  asked?: string,
): string {
  if (asked !== undefined) return path.resolve(directory, asked);
  const data = env.XDG_DATA_HOME || path.join(env.HOME || os.homedir(), '.local', 'share');
  return path.join(data, 'gitenv', 'local');
}
