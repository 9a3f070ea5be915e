import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { messageOf } from '../../../values/thrown';
import { ArchiveError } from './archive-error';
import { ArchiveReader } from './archive-reader';
import { isInside } from './inside';
import type { SelectedFile } from './select';

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

/** What is read and written at once: of ten thousands of small files, streams would take ten times as long as all else. */
const smallBytes = 256 * 1024;

/** An archive that is being unpacked. */
interface Unpacking {
  readonly zip: yauzl.ZipFile;
  readonly reader: ArchiveReader;
  readonly folder: string;
  /** Those that are there. */
  readonly folders: Set<string>;
  readonly links: Link[];
}

/**
 * @throws ArchiveError when it is no zip, or an entry's name leads out of the folder
 */
export async function unzip(file: string, folder: string): Promise<Unzipped> {
  const fd = fs.openSync(file, 'r');
  try {
    const reader = new ArchiveReader(file, fd);
    const zip = await open(reader, fs.fstatSync(fd).size);
    const unpacking = { zip, reader, folder, folders: new Set<string>(), links: [] as Link[] };
    const lost = await extractAll(unpacking);
    // Links come last, so that no file can be written through one.
    const leftOut = unpacking.links.filter((link) => !makeLink(folder, link));
    return { leftOut, ...lost };
  } finally {
    fs.closeSync(fd);
  }
}

async function open(reader: ArchiveReader, size: number): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.fromRandomAccessReaderPromise(reader, size, { lazyEntries: true });
  } catch (error) {
    throw new ArchiveError(messageOf(error));
  }
}

async function extractAll(unpacking: Unpacking): Promise<Omit<Unzipped, 'leftOut'>> {
  const { zip } = unpacking;
  const lostPrograms: string[] = [];
  const lostLinks: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(new ArchiveError(error.message));
    let count = 0;
    // The build is one of several things that this process does.
    const goOn = () =>
      ++count % 256 === 0 ? setImmediate(() => zip.readEntry()) : zip.readEntry();
    zip.on('error', refuse).on('end', resolve);
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.internalFileAttributes & lostBits.executable) lostPrograms.push(entry.fileName);
      if (entry.internalFileAttributes & lostBits.link) lostLinks.push(entry.fileName);
      extract(unpacking, entry).then(goOn, refuse);
    });
    zip.readEntry();
  });
  return { lostPrograms, lostLinks };
}

async function extract(unpacking: Unpacking, entry: yauzl.Entry): Promise<void> {
  const { folder, links, zip } = unpacking;
  const name = entry.fileName;
  const file = path.join(folder, name);
  if (!isInside(folder, file)) throw new ArchiveError(`${name} leads out of the folder`);
  if (name.endsWith('/')) return makeFolder(unpacking, file);
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & typeMask) === linkMode) {
    links.push({ name, target: (await contentOf(unpacking, entry)).toString('utf8') });
    return;
  }
  makeFolder(unpacking, path.dirname(file));
  const written = { mode: mode & 0o777 || 0o644 };
  if (entry.uncompressedSize <= smallBytes && entry.compressedSize <= smallBytes)
    return fs.writeFileSync(file, await contentOf(unpacking, entry), written);
  await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(file, written));
}

/** @throws ArchiveError where it is not what the archive says */
async function contentOf({ zip, reader }: Unpacking, entry: yauzl.Entry): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = reader.bytesAt(fileDataStart, entry.compressedSize);
  const maxOutputLength = entry.uncompressedSize + 1;
  const content =
    entry.compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength });
  if (content.length === entry.uncompressedSize && crc32(content) === entry.crc32) return content;
  throw new ArchiveError(`${entry.fileName} is not what the archive says`);
}

function makeFolder({ folders }: Unpacking, folder: string): void {
  if (folders.has(folder)) return;
  fs.mkdirSync(folder, { recursive: true });
  folders.add(folder);
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
