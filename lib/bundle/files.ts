import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../errors';
import { leadsOut } from '../link-target';
import { type BundledFile, inOrder, sha256Of } from './manifest';

/**
 * Everything below a folder, with its digests.
 * @param leftOut is asked with each path relative to the folder; a folder that is left out is not entered
 * @throws GitenvError naming what can be in no bundle: a socket, a device, a name with a backslash or not in UTF-8, a link that leads out
 */
export function filesBelow(
  folder: string,
  leftOut: (relative: string) => boolean = () => false,
): BundledFile[] {
  const found: BundledFile[] = [];
  for (const relative of walk(folder, '', leftOut)) found.push(describe(folder, relative));
  return inOrder(found);
}

/** One call at a time, and none that waits: of ten thousands of small files, waiting would take most of the time. */
function* walk(
  folder: string,
  below: string,
  leftOut: (relative: string) => boolean,
): Generator<string> {
  const entries = fs.readdirSync(path.join(folder, below), { withFileTypes: true });
  for (const entry of entries) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (leftOut(relative)) continue;
    if (entry.isDirectory()) yield* walk(folder, relative, leftOut);
    else yield relative;
  }
}

function describe(folder: string, relative: string): BundledFile {
  // In a zip a backslash would separate folders.
  if (relative.includes('\\'))
    throw new GitenvError(
      'BAD_COMMIT',
      `${JSON.stringify(relative)} has a backslash in its name, and cannot be bundled`,
    );
  const file = path.join(folder, relative);
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  // Bytes that are no UTF-8 were read as other characters, under which nothing is there.
  if (!stat)
    throw new GitenvError(
      'BAD_COMMIT',
      `The name ${JSON.stringify(relative)} is not UTF-8, and cannot be bundled`,
    );
  if (stat.isSymbolicLink()) return describeLink(folder, relative);
  if (!stat.isFile())
    throw new GitenvError(
      'BAD_COMMIT',
      `${JSON.stringify(relative)} is neither a file nor a link, and cannot be bundled`,
    );
  return {
    path: relative,
    kind: 'file',
    executable: (stat.mode & 0o100) !== 0,
    bytes: stat.size,
    sha256: sha256OfFile(file),
  };
}

/** A link that leads out of the bundle would lead somewhere else where it is deployed. */
function describeLink(folder: string, relative: string): BundledFile {
  const target = fs.readlinkSync(path.join(folder, relative));
  if (leadsOut(relative, target))
    throw new GitenvError(
      'BAD_COMMIT',
      `The link ${JSON.stringify(relative)} leads out of the bundle, to ${JSON.stringify(target)}`,
    );
  const bytes = Buffer.from(target);
  const sha256 = sha256Of(bytes);
  return { path: relative, kind: 'link', executable: false, bytes: bytes.length, sha256 };
}

/** What is held in memory as a whole: below this a stream costs more than the bytes. */
export const smallBytes = 256 * 1024;

/** The one for all files: a stream's would pile up until they are collected, and one for each takes longer than most files. */
const buffer = Buffer.allocUnsafe(smallBytes);

export function sha256OfFile(file: string): string {
  const hash = createHash('sha256');
  const fd = fs.openSync(file, 'r');
  try {
    for (;;) {
      const read = fs.readSync(fd, buffer, 0, buffer.length, null);
      if (read === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    fs.closeSync(fd);
  }
}
