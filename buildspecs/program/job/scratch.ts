import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GitenvError, systemCode } from '../../../lib/errors';

/** A new folder for what is needed only until this program ends. */
export function scratchFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `gitenv-${name}-`));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Runs what fills a scratch folder.
 * @throws GitenvError saying what there is no room for, where the disk is full
 */
export async function writing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!full.has(code)) throw error;
    throw new GitenvError(
      'NOT_WRITABLE',
      `There is no room for ${what} in ${os.tmpdir()} (${code})`,
      { cause: error },
    );
  }
}
