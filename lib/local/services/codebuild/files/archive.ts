import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { readAll } from '../../../values/bytes';
import { isInside } from './inside';
import type { SelectedFile } from './select';

/** An archive that is not one, or that would write outside its folder. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Symbolic links are entries whose Unix mode says so; their content is their target. */
const linkMode = 0o120000;
const typeMask = 0o170000;

/** What the archive of a commit says that it has lost of an entry, in bits of the internal attributes. */
const lostBits = { executable: 0x4000, link: 0x8000 };

interface Link {
  readonly name: string;
  readonly target: string;
}

export interface Unzipped {
  /** The links that are left out because they lead out of the folder. */
  readonly leftOut: readonly Link[];
  /** Files that the commit has as executable ones, and that are not. */
  readonly lostPrograms: readonly string[];
  /** Files that are links in the commit. */
  readonly lostLinks: readonly string[];
}

/**
 * @throws ArchiveError when it is no zip, or an entry's name leads out of the folder
 */
export async function unzip(file: string, folder: string): Promise<Unzipped> {
  const links: Link[] = [];
  const lostPrograms: string[] = [];
  const lostLinks: string[] = [];
  const zip = await open(file);
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(new ArchiveError(error.message));
    zip.on('error', refuse).on('end', resolve);
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.internalFileAttributes & lostBits.executable) lostPrograms.push(entry.fileName);
      if (entry.internalFileAttributes & lostBits.link) lostLinks.push(entry.fileName);
      extract(zip, entry, folder, links).then(() => zip.readEntry(), refuse);
    });
    zip.readEntry();
  });
  // Links come last, so that no file can be written through one.
  return { leftOut: links.filter((link) => !makeLink(folder, link)), lostPrograms, lostLinks };
}

function open(file: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, zip) => {
      if (error) reject(new ArchiveError(error.message));
      else resolve(zip);
    });
  });
}

async function extract(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  folder: string,
  links: Link[],
): Promise<void> {
  const name = entry.fileName;
  const file = path.join(folder, name);
  if (!isInside(folder, file)) throw new ArchiveError(`${name} leads out of the folder`);
  if (name.endsWith('/')) {
    fs.mkdirSync(file, { recursive: true });
    return;
  }
  const mode = entry.externalFileAttributes >>> 16;
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  if ((mode & typeMask) === linkMode) {
    links.push({ name, target: (await readAll(stream)).toString('utf8') });
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await pipeline(stream, fs.createWriteStream(file, { mode: mode & 0o777 || 0o644 }));
}

function makeLink(folder: string, { name, target }: Link): boolean {
  const file = path.join(folder, name);
  if (!isInside(folder, path.resolve(path.dirname(file), target))) return false;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  fs.symlinkSync(target, file);
  return true;
}

/** Where one machine writes and reads, packing tightly costs more than it spares. */
const compressionLevel = 1;

/** Writes a zip with the files' own modes, as a stream: its size does not matter. */
export async function zip(files: readonly SelectedFile[], destination: string): Promise<void> {
  const archive = new yazl.ZipFile();
  const written = pipeline(archive.outputStream, fs.createWriteStream(destination));
  for (const { name, source, link } of files) {
    const { mode, mtime } = fs.lstatSync(source);
    if (link === undefined) archive.addFile(fs.realpathSync(source), name, { compressionLevel });
    else archive.addBuffer(Buffer.from(link), name, { mode, mtime, compress: false });
  }
  archive.end();
  await written;
}
