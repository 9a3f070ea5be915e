import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { deflateRawSync } from 'node:zlib';
import yazl from 'yazl';
import type { BundledFile, Manifest } from './manifest';

/** The oldest time a zip can hold, so that an archive does not depend on when it was made. */
const mtime = new Date(Date.UTC(1980, 0, 1));

/**
 * Writes files into a zip, as streams: an archive may be larger than memory.
 * @returns what the archive is known by
 */
export async function pack(
  folder: string,
  files: readonly BundledFile[],
  archive: string,
): Promise<Manifest['archive']> {
  const zip = new yazl.ZipFile();
  const failed = new Promise<never>((_, reject) => {
    (zip as unknown as NodeJS.EventEmitter).once('error', reject);
  });
  for (const { path: name, kind, executable, bytes: size } of files) {
    const source = path.join(folder, name);
    if (kind === 'link')
      zip.addBuffer(Buffer.from(fs.readlinkSync(source)), name, { mtime, mode: 0o120777 });
    else {
      const mode = executable ? 0o100755 : 0o100644;
      zip.addFile(source, name, { mtime, mode, compress: isWorthDeflating(source, size) });
    }
  }
  zip.end();
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await Promise.race([pipeline(zip.outputStream, measure, fs.createWriteStream(archive)), failed]);
  return { sha256: hash.digest('hex'), bytes };
}

/** Below this, trying costs more than deflating. */
const smallBytes = 256 * 1024;
const sampleBytes = 64 * 1024;

/** Whether a piece from the middle of a file gets smaller; jars, images and archives do not, and deflating is slow. */
function isWorthDeflating(file: string, size: number): boolean {
  if (size < smallBytes) return true;
  const sample = Buffer.alloc(sampleBytes);
  const fd = fs.openSync(file, 'r');
  try {
    const read = fs.readSync(fd, sample, 0, sampleBytes, Math.floor(size / 2));
    return deflateRawSync(sample.subarray(0, read), { level: 1 }).length < 0.95 * read;
  } finally {
    fs.closeSync(fd);
  }
}
