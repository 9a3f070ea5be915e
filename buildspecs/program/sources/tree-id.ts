import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What an archive without modes has lost, as paths from the root of the commit. */
export interface Lost {
  readonly programs: readonly string[];
  readonly links: readonly string[];
}

interface Blob {
  readonly path: string;
  readonly id: Buffer;
  /** As it is here. */
  readonly mode: Mode;
  readonly guess: Mode;
}

type Mode = '100644' | '100755' | '120000';

/**
 * Finds out without any request which files of a commit are programs and links: with the right guess they hash to the
 * commit's tree, and with no other. The guess is that texts that begin with `#!` are programs, and that a short text that
 * is the path of another file is a link.
 * @param tree the id of the commit's tree
 * @returns undefined where the guess is wrong, or a file is not as the commit has it
 */
export function lostOf(root: string, tree: string): Lost | undefined {
  const blobs = blobsBelow(root);
  if (!blobs) return undefined;
  if (treeId(blobs, ({ mode }) => mode) === tree) return { programs: [], links: [] };
  if (treeId(blobs, ({ guess }) => guess) !== tree) return undefined;
  const changed = blobs.filter(({ mode, guess }) => mode !== guess);
  const pathsOf = (wanted: Mode) =>
    changed.filter(({ guess }) => guess === wanted).map((blob) => blob.path);
  return { programs: pathsOf('100755'), links: pathsOf('120000') };
}

/** Undefined where a name is not UTF-8, so that it was read as another. */
function blobsBelow(root: string): Blob[] | undefined {
  const names = [...walk(root, '')];
  if (names.some((name) => name.includes('\ufffd'))) return undefined;
  const known = new Set(names.flatMap((name) => [name, ...foldersOf(name)]));
  return names.map((name) => blobOf(root, name, known));
}

function* walk(root: string, below: string): Generator<string> {
  for (const entry of fs.readdirSync(path.join(root, below), { withFileTypes: true })) {
    if (below === '' && entry.name === '.git') continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name);
    else yield name;
  }
}

function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function blobOf(root: string, name: string, known: ReadonlySet<string>): Blob {
  const file = path.join(root, name);
  const stat = fs.lstatSync(file);
  if (stat.isSymbolicLink()) {
    const target = fs.readlinkSync(file, { encoding: 'buffer' });
    return { path: name, id: idOf('blob', target), mode: '120000', guess: '120000' };
  }
  const { id, start } = readBlob(file, stat.size);
  const mode = stat.mode & 0o100 ? '100755' : '100644';
  const isProgram = start.toString('latin1', 0, 2) === '#!';
  const guess = isLinkText(start, stat.size, name, known) ? '120000' : isProgram ? '100755' : mode;
  return { path: name, id, mode, guess };
}

const windowBytes = 1024 * 1024;
/** The longest path that Linux knows. */
const longestLink = 4096;

function readBlob(file: string, size: number): { id: Buffer; start: Buffer } {
  const hash = createHash('sha1').update(`blob ${size}\0`);
  const fd = fs.openSync(file, 'r');
  try {
    const window = Buffer.allocUnsafe(Math.min(windowBytes, Math.max(size, 1)));
    let start = Buffer.alloc(0);
    for (let at = 0; ; ) {
      const bytes = fs.readSync(fd, window, 0, window.length, at);
      if (bytes === 0) return { id: hash.digest(), start };
      if (at === 0) start = Buffer.from(window.subarray(0, Math.min(bytes, longestLink)));
      hash.update(window.subarray(0, bytes));
      at += bytes;
    }
  } finally {
    fs.closeSync(fd);
  }
}

function isLinkText(
  start: Buffer,
  size: number,
  name: string,
  known: ReadonlySet<string>,
): boolean {
  if (size === 0 || size > longestLink || start.includes(0) || start.includes(0x0a)) return false;
  const target = path.posix.join(path.posix.dirname(name), start.toString('utf8'));
  return target !== name && known.has(target.replace(/\/$/, ''));
}

/** Files and folders of one folder, by their names. */
type Folder = Map<string, Blob | Folder>;

function treeId(blobs: readonly Blob[], modeOf: (blob: Blob) => Mode): string {
  const root: Folder = new Map();
  for (const blob of blobs) {
    const parts = blob.path.split('/');
    const name = parts.pop() ?? '';
    const folder = parts.reduce((at, part) => {
      const inner = at.get(part);
      if (inner instanceof Map) return inner;
      const made: Folder = new Map();
      at.set(part, made);
      return made;
    }, root);
    folder.set(name, blob);
  }
  return idOfFolder(root, modeOf).toString('hex');
}

/** As git writes a tree: in the order of bytes, in which the name of a folder counts as if it ended in a slash. */
function idOfFolder(folder: Folder, modeOf: (blob: Blob) => Mode): Buffer {
  const entries = [...folder].map(([name, entry]) => {
    const isFolder = entry instanceof Map;
    const mode = isFolder ? '40000' : modeOf(entry);
    const id = isFolder ? idOfFolder(entry, modeOf) : entry.id;
    return { key: Buffer.from(isFolder ? `${name}/` : name), mode, name, id };
  });
  entries.sort((one, other) => Buffer.compare(one.key, other.key));
  const parts = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), id]);
  return idOf('tree', Buffer.concat(parts));
}

function idOf(type: 'blob' | 'tree', content: Buffer): Buffer {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest();
}
