import fs from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { GitenvError } from '../errors';
import { sha256OfFile, smallBytes } from './files';
import type { BundledFile, Manifest } from './manifest';
import { ZipWriter } from './zip-writer';

/**
 * Writes files into a zip. An archive may be larger than memory.
 * @returns what the archive is known by
 */
export async function pack(
  folder: string,
  files: readonly BundledFile[],
  archive: string,
): Promise<Manifest['archive']> {
  const fd = fs.openSync(archive, 'w');
  try {
    const zip = new ZipWriter(fd);
    for (const [index, file] of files.entries()) {
      await add(zip, path.join(folder, file.path), file);
      // What zlib has held is given back only in between.
      if (index % 256 === 255) await new Promise((resolve) => setImmediate(resolve));
    }
    const bytes = zip.finish();
    return { sha256: sha256OfFile(archive), bytes };
  } finally {
    fs.closeSync(fd);
  }
}

async function add(
  zip: ZipWriter,
  source: string,
  { path: file, kind, executable, bytes }: BundledFile,
): Promise<void> {
  const name = Buffer.from(file);
  if (kind === 'link') {
    const target = Buffer.from(fs.readlinkSync(source));
    return zip.addSmall({ name, mode: 0o120777, isDeflated: false }, target);
  }
  const mode = executable ? 0o100755 : 0o100644;
  if (bytes <= smallBytes) return zip.addSmall({ name, mode, isDeflated: true }, readSmall(source));
  await zip.addFile({ name, mode, isDeflated: isWorthDeflating(source, bytes) }, source, bytes);
}

/** The one for all of them. */
const content = Buffer.allocUnsafe(smallBytes + 1);

/** All that a small file has, until the next one is read. */
function readSmall(file: string): Buffer {
  const fd = fs.openSync(file, 'r');
  try {
    let bytes = 0;
    for (let read = -1; read !== 0; bytes += read)
      read = fs.readSync(fd, content, bytes, content.length - bytes, null);
    if (bytes <= smallBytes) return content.subarray(0, bytes);
  } finally {
    fs.closeSync(fd);
  }
  throw new GitenvError('BAD_COMMIT', `${file} became larger while it was bundled`);
}

const sampleBytes = 64 * 1024;

/** Whether a piece from the middle of a file gets smaller; jars, images and archives do not, and deflating is slow. */
function isWorthDeflating(file: string, size: number): boolean {
  const sample = Buffer.alloc(sampleBytes);
  const fd = fs.openSync(file, 'r');
  try {
    const read = fs.readSync(fd, sample, 0, sampleBytes, Math.floor(size / 2));
    return deflateRawSync(sample.subarray(0, read), { level: 1 }).length < 0.95 * read;
  } finally {
    fs.closeSync(fd);
  }
}
