import fs from 'node:fs';
import path from 'node:path';
import { GitenvError, systemCode } from '../errors';
import { shellWord } from '../shell-word';

/**
 * Latin-1, so that every byte of a file in whatever encoding comes back as it was. Undefined where there is no file.
 * @throws GitenvError NOT_READABLE
 */
export function readBytes(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return undefined;
    throw new GitenvError('NOT_READABLE', `${file} cannot be read (${code})`, { cause: error });
  }
}

/**
 * Replaces a file at once: a reader, or a crash, sees the old or the new. A symbolic link stays one, and the file it
 * points to keeps its mode and owner. `undefined` removes the file.
 * @param mode of a file that is new
 * @throws GitenvError NOT_WRITABLE, with the old file untouched
 */
export function replaceFile(file: string, text: string | undefined, mode = 0o600): void {
  try {
    replace(targetOf(file), text, mode);
  } catch (cause) {
    const code = systemCode(cause);
    throw new GitenvError('NOT_WRITABLE', `${file} cannot be written (${code})`, {
      hint: `ls -ld ${shellWord(path.dirname(file))} ${shellWord(file)}`,
      cause,
    });
  }
}

function replace(place: string, text: string | undefined, mode: number): void {
  if (text === undefined) {
    fs.rmSync(place, { force: true });
    return;
  }
  const old = fs.statSync(place, { throwIfNoEntry: false });
  fs.mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    const handle = fs.openSync(temporary, 'w', mode);
    try {
      fs.writeFileSync(handle, Buffer.from(text, 'latin1'));
      if (old) fs.fchmodSync(handle, old.mode & 0o7777);
      if (old && process.getuid?.() === 0) fs.fchownSync(handle, old.uid, old.gid);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, place);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where a chain of symbolic links leads, also when nothing is there yet. */
function targetOf(file: string): string {
  const link = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!link?.isSymbolicLink()) return file;
  return targetOf(path.resolve(path.dirname(file), fs.readlinkSync(file)));
}
