import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import { GitenvError } from '../errors';
import { ArchiveReader } from './archive-reader';

/** What a zip holds under a name. */
export interface Entry {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  open(): Promise<Readable>;
  /** All of it at once. */
  read(): Promise<Buffer>;
}

/** Goes through the entries of a zip in their order, one after the other. */
export async function eachEntry(
  archive: string,
  use: (entry: Entry) => Promise<void>,
): Promise<void> {
  const fd = fs.openSync(archive, 'r');
  try {
    const reader = new ArchiveReader(archive, fd);
    const { size } = fs.fstatSync(fd);
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, size, { lazyEntries: true });
    const open = promisify(zip.openReadStream.bind(zip)) as Open;
    const locate = promisify(zip.readLocalFileHeader.bind(zip)) as unknown as Locate;
    await new Promise<void>((resolve, reject) => {
      zip.once('end', resolve).once('error', reject);
      zip.on('entry', (entry: yauzl.Entry) => {
        const { fileName: name, uncompressedSize: bytes } = entry;
        use({
          name,
          bytes,
          open: () => open(entry),
          read: () => readWhole(entry, reader, locate),
        }).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    fs.closeSync(fd);
  }
}

type Open = (entry: yauzl.Entry) => Promise<Readable>;
type Locate = (
  entry: yauzl.Entry,
  options: { minimal: true },
) => Promise<{ fileDataStart: number }>;

/** Without a stream, which takes longer than a small entry does. */
async function readWhole(
  entry: yauzl.Entry,
  reader: ArchiveReader,
  locate: Locate,
): Promise<Buffer> {
  const { fileDataStart } = await locate(entry, { minimal: true });
  const packed = reader.bytesAt(fileDataStart, entry.compressedSize);
  const content =
    entry.compressionMethod === 0
      ? packed
      : inflateRawSync(packed, { maxOutputLength: entry.uncompressedSize + 1 });
  if (content.length !== entry.uncompressedSize)
    throw new GitenvError(
      'BUNDLE_BROKEN',
      `${JSON.stringify(entry.fileName)} has another size than the archive says`,
    );
  return content;
}

/** @throws GitenvError where the zip has no such entry */
export async function extractOne(archive: string, name: string, target: string): Promise<void> {
  let found = false;
  await eachEntry(archive, async (entry) => {
    if (entry.name !== name) return;
    found = true;
    await pipeline(await entry.open(), fs.createWriteStream(target));
  });
  if (!found) throw new GitenvError('BUNDLE_BROKEN', `The archive holds no ${name}`);
}
