import fs from 'node:fs';
import path from 'node:path';
import { GitenvError, systemCode } from '../../lib/errors';

/**
 * Writes beside and renames, so that a page that is open, or was sent before, is never half of one.
 * @returns the file's path
 * @throws GitenvError NOT_WRITABLE
 */
export function writeReport(directory: string, out: string, html: string): string {
  const file = path.resolve(directory, out);
  const beside = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(beside, html);
    fs.renameSync(beside, file);
    return file;
  } catch (cause) {
    fs.rmSync(beside, { force: true });
    throw new GitenvError('NOT_WRITABLE', `${file} cannot be written (${systemCode(cause)})`, {
      advice: 'Name another with --out.',
      cause,
    });
  }
}
