import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { replaceFile } from '../../config/replace-file';
import { GitenvError, systemCode } from '../../errors';
import type { LocalAccount, ProfileFiles } from './profiles';

/** What `gitenv local` itself keeps in a root, beside the server's state. Its presence makes the root ours. */
export interface RootRecord {
  /** What the profiles' names begin with. */
  readonly prefix: string;
  /** Undefined until the first start. */
  readonly port?: number;
  readonly accounts: readonly LocalAccount[];
  /** Every pair of files that profiles were ever written to. */
  readonly files: readonly ProfileFiles[];
}

const recordName = 'local.json';

/**
 * Where the state of the server on this machine is kept.
 * @param asked what `--root` says, relative to `directory`
 */
export function localRoot(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  asked?: string,
): string {
  if (asked !== undefined) return canonical(path.resolve(directory, asked));
  const data = env.XDG_DATA_HOME || path.join(env.HOME || os.homedir(), '.local', 'share');
  return canonical(path.join(data, 'gitenv', 'local'));
}

/** The record of a root of ours; undefined for any other folder, or none. */
export function readRoot(root: string): RootRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, recordName), 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * Makes the folder ours, so that it may be removed as a whole one day.
 * @returns whether it was not before
 * @throws GitenvError LOCAL_BUSY for a folder that holds anything else
 */
export function claimRoot(root: string): boolean {
  if (readRoot(root)) return false;
  const present = contentOf(root);
  if (present.length > 0) {
    throw new GitenvError('LOCAL_BUSY', `${root} holds other things (such as ${present[0]})`, {
      advice: 'Name an empty or new folder with --root.',
    });
  }
  writeRoot(root, { prefix: '', accounts: [], files: [] });
  return true;
}

function contentOf(root: string): string[] {
  try {
    return fs.readdirSync(root);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT') return [];
    throw new GitenvError('NOT_READABLE', `${root} cannot be used as a folder (${code})`, {
      cause,
    });
  }
}

export function writeRoot(root: string, record: RootRecord): void {
  replaceFile(path.join(root, recordName), `${JSON.stringify(record, null, 1)}\n`);
}

/** One spelling for one folder, whatever links lead there. */
function canonical(folder: string): string {
  if (fs.existsSync(folder)) return fs.realpathSync(folder);
  const parent = path.dirname(folder);
  return parent === folder ? folder : path.join(canonical(parent), path.basename(folder));
}
