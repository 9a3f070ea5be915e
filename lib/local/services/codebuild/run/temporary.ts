import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** In a build's own folder: leads to the folder for its temporary files, so that a crash leaves none behind. */
const linkName = 'temporary';

/**
 * A folder for the temporary files of a build. Its path is short, as on AWS: that of a socket holds 104 bytes on macOS and
 * 108 on Linux, with the file's own name, and a build's folder is deeper than that.
 * @param folder the build's own
 */
export function makeTemporary(folder: string): string {
  const made = fs.mkdtempSync(path.join(shortest(), 'cb-'));
  fs.symlinkSync(made, path.join(folder, linkName));
  return made;
}

/** Where the build has none, nothing happens. */
export async function removeTemporary(folder: string): Promise<void> {
  const link = path.join(folder, linkName);
  if (!fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  await fs.promises.rm(fs.readlinkSync(link), { recursive: true, force: true, maxRetries: 5 });
}

function shortest(): string {
  const usual = os.tmpdir();
  return usual.length > '/tmp'.length && isWritable('/tmp') ? '/tmp' : usual;
}

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
