import fs from 'node:fs';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflateRaw, deflateRawSync } from 'node:zlib';
import { GitenvError } from '../errors';
import { crcOf } from './crc';
import { directoryHeader, endOfDirectory, localHeader, type ZipEntry } from './zip-records';

/** What of an entry is known before its content is packed. */
type Begun = Pick<ZipEntry, 'name' | 'mode' | 'isDeflated'>;

/** From so many bytes on, packed ones may not fit into 32 bits any more. */
const large = 0xf000_0000;
const gathered = 1024 * 1024;
/** Less memory to set up than zlib's own choice takes, which is most of the work for a small file. */
const small = { windowBits: 13, memLevel: 7 };

/**
 * Writes a zip to a file. Small entries are written at once and without a stream: of 50,000 of them, streams, one for each
 * as zip libraries have it, take ten times as long as all else.
 */
export class ZipWriter {
  private readonly entries: ZipEntry[] = [];
  /** Copied, since what zlib returns is a view of something larger. */
  private readonly waiting = Buffer.allocUnsafe(gathered);
  private waitingBytes = 0;
  private end = 0;

  /** @param fd of the file, which is empty */
  constructor(private readonly fd: number) {}

  /** @param content is not kept */
  addSmall(begun: Begun, content: Buffer): void {
    // Node takes another piece where this is not enough, and gives none back before it collects them.
    const chunkSize = 64 + (content.length >> 2);
    const packed = begun.isDeflated ? deflateRawSync(content, { ...small, chunkSize }) : content;
    const sizes = { bytes: content.length, packedBytes: packed.length };
    const entry = { ...begun, ...sizes, crc: crcOf(content, 0), offset: this.end, isLarge: false };
    this.entries.push(entry);
    this.write(localHeader(entry));
    this.write(packed);
  }

  /** The same for a file of any size, which is not held in memory. @param size how many bytes it most likely has */
  async addFile(begun: Begun, file: string, size: number): Promise<void> {
    const offset = this.end;
    const unknown = { crc: 0, bytes: 0, packedBytes: 0 };
    const entry = { ...begun, ...unknown, offset, isLarge: size >= large };
    this.write(localHeader(entry));
    const start = this.end;
    let [crc, bytes] = [0, 0];
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        crc = crcOf(chunk, crc);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    const put = new Writable({
      write: (piece: Buffer, _encoding, done) => {
        this.write(piece);
        done();
      },
    });
    const source = fs.createReadStream(file, { highWaterMark: 256 * 1024 });
    if (begun.isDeflated) await pipeline(source, measure, createDeflateRaw(), put);
    else await pipeline(source, measure, put);
    const whole = { ...entry, crc, bytes, packedBytes: this.end - start };
    if (!whole.isLarge && Math.max(bytes, whole.packedBytes) > 0xffff_ffff)
      throw new GitenvError('BAD_COMMIT', `${file} became larger while it was bundled`);
    this.entries.push(whole);
    this.flush();
    this.writeAt(localHeader(whole), offset);
  }

  /** Writes the directory. @returns how many bytes there are */
  finish(): number {
    const start = this.end;
    for (const entry of this.entries) this.write(directoryHeader(entry));
    this.write(endOfDirectory(this.entries.length, start, this.end));
    this.flush();
    return this.end;
  }

  private write(piece: Buffer): void {
    if (this.waitingBytes + piece.length > gathered) this.flush();
    this.end += piece.length;
    if (piece.length > gathered) this.writeAt(piece, this.end - piece.length);
    else this.waitingBytes += piece.copy(this.waiting, this.waitingBytes);
  }

  private flush(): void {
    this.writeAt(this.waiting.subarray(0, this.waitingBytes), this.end - this.waitingBytes);
    this.waitingBytes = 0;
  }

  private writeAt(piece: Buffer, position: number): void {
    for (let done = 0; done < piece.length; )
      done += fs.writeSync(this.fd, piece, done, piece.length - done, position + done);
  }
}
