import fs from 'node:fs';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ArchiveError } from './archive-error';

const windowBytes = 256 * 1024;

interface Window {
  readonly buffer: Buffer;
  start: number;
  bytes: number;
}

/**
 * Reads an archive ahead, and without waiting: each of thousands of small entries is asked for in four pieces, and a
 * read of its own for each would take longer than all else.
 */
export class ArchiveReader extends yauzl.RandomAccessReader {
  /** The latest first. Two, since entries are read in turn with the directory behind them. */
  private windows: [Window, Window] = [emptyWindow(), emptyWindow()];

  constructor(
    private readonly file: string,
    private readonly fd: number,
  ) {
    super();
  }

  /** @throws ArchiveError where the archive ends before */
  bytesAt(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    if (length <= windowBytes) this.windowAt(position, length).copy(bytes);
    else demand(length, fs.readSync(this.fd, bytes, 0, length, position));
    return bytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    let failure: Error | null = null;
    try {
      this.bytesAt(position, length).copy(buffer, offset);
    } catch (error) {
      failure = error as Error;
    }
    callback(failure);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return fs.createReadStream(this.file, { start, end: end - 1 });
  }

  private windowAt(position: number, length: number): Buffer {
    const [latest, other] = this.windows;
    if (!holds(latest, position, length)) {
      if (!holds(other, position, length)) {
        other.start = position;
        other.bytes = fs.readSync(this.fd, other.buffer, 0, windowBytes, position);
        demand(length, other.bytes);
      }
      this.windows = [other, latest];
    }
    const { buffer, start } = this.windows[0];
    return buffer.subarray(position - start, position - start + length);
  }
}

function emptyWindow(): Window {
  return { buffer: Buffer.allocUnsafe(windowBytes), start: 0, bytes: 0 };
}

function holds({ start, bytes }: Window, position: number, length: number): boolean {
  return start <= position && position + length <= start + bytes;
}

function demand(length: number, read: number): void {
  if (read < length) throw new ArchiveError('the archive ends too soon');
}
