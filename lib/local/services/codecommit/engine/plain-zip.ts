import fs from 'node:fs';
import { ServiceError } from '../../../base/service-error';

/** Sizes and signatures of the zip format ("APPNOTE.TXT - .ZIP File Format Specification"). */
const endSize = 22;
const endSignature = 0x0605_4b50;
const headerSize = 46;
const headerSignature = 0x0201_4b50;
const utf8Names = 0x0800;
const typeMask = 0o170000;
const link = 0o120000;

/** Bits of a zip's internal attributes that have no meaning in it: what the archive of a commit has lost of an entry. */
const lostBits = { executable: 0x4000, link: 0x8000 };

/**
 * Makes of the zip that git wrote what CodePipeline hands to builds: files alone, without modes. A symbolic link is a file
 * then whose text is its target, and no file is executable. Public reports say both of CODE_ZIP.
 * @throws ServiceError for a name whose bytes a zip cannot say, or which would be another there
 */
export function makePlain(file: string): void {
  const fd = fs.openSync(file, 'r+');
  try {
    const { size, offset } = directoryIn(fd);
    const directory = read(fd, offset, size);
    for (let at = 0; at + headerSize <= size && directory.readUInt32LE(at) === headerSignature; )
      at += plainEntry(directory, at);
    fs.writeSync(fd, directory, 0, size, offset);
  } finally {
    fs.closeSync(fd);
  }
}

/** @returns the length of the entry's header */
function plainEntry(directory: Buffer, at: number): number {
  const nameLength = directory.readUInt16LE(at + 28);
  const name = directory.subarray(at + headerSize, at + headerSize + nameLength);
  demandName(name);
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  const isLink = (mode & typeMask) === link;
  const isProgram = !isLink && (mode & 0o100) !== 0;
  directory.writeUInt16LE(0, at + 4);
  directory.writeUInt16LE(
    (isLink ? lostBits.link : 0) | (isProgram ? lostBits.executable : 0),
    at + 36,
  );
  directory.writeUInt32LE(0, at + 38);
  // Without this flag, line ends and their like are characters of an old code page.
  directory.writeUInt16LE(directory.readUInt16LE(at + 8) | utf8Names, at + 8);
  const rest = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  return headerSize + nameLength + rest;
}

function demandName(name: Buffer): void {
  const text = name.toString('utf8');
  const why = text.includes('\\')
    ? 'has a backslash, which separates folders in a zip'
    : Buffer.from(text).equals(name)
      ? undefined
      : 'is not UTF-8';
  if (why)
    throw new ServiceError(
      'ArchiveFailed',
      `The name ${JSON.stringify(text)} ${why}. What AWS makes of it is not known.`,
    );
}

/** Where the central directory is. */
function directoryIn(fd: number): { size: number; offset: number } {
  const length = fs.fstatSync(fd).size;
  const tail = read(fd, Math.max(0, length - 0xffff - endSize), Math.min(length, 0xffff + endSize));
  let at = tail.length - endSize;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at--;
  if (at < 0) throw new ServiceError('ArchiveFailed', 'git wrote no zip');
  const [count, size, offset] = [
    tail.readUInt16LE(at + 10),
    tail.readUInt32LE(at + 12),
    tail.readUInt32LE(at + 16),
  ];
  if (count !== 0xffff && size !== 0xffff_ffff && offset !== 0xffff_ffff) return { size, offset };
  // A large archive: the locator just before leads to the same in 64 bits.
  const large = read(fd, Number(tail.readBigUInt64LE(at - 20 + 8)), 56);
  return { size: Number(large.readBigUInt64LE(40)), offset: Number(large.readBigUInt64LE(48)) };
}

function read(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  fs.readSync(fd, bytes, 0, length, position);
  return bytes;
}
