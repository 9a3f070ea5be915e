/** An entry of a zip, as its two headers say it. */
export interface ZipEntry {
  readonly name: Buffer;
  /** With the type of the file, as Unix has it. */
  readonly mode: number;
  readonly isDeflated: boolean;
  readonly crc: number;
  readonly bytes: number;
  readonly packedBytes: number;
  /** Where its own header is. */
  readonly offset: number;
  /** Whether that header has room for sizes from 4 GB on. */
  readonly isLarge: boolean;
}

/** What does not fit into 32 bits, or 16, stands in fields of its own. */
const most32 = 0xffff_ffff;
const most16 = 0xffff;
/** 1980-01-01, the oldest date a zip can hold, so that an archive does not depend on when it was made. */
const oldestDate = 0x0021;
/** Names are UTF-8. */
const flags = 0x0800;
const byUnix = 3 << 8;

/** PKWARE's APPNOTE.TXT, 4.3.7: what stands before an entry's content. */
export function localHeader(entry: ZipEntry): Buffer {
  const { name, isLarge, bytes, packedBytes } = entry;
  const extra = isLarge ? longFields([bytes, packedBytes]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? 45 : 20, 4);
  writeCommon(header, 6, entry, isLarge);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** 4.3.12: what stands of it in the directory at the end. */
export function directoryHeader(entry: ZipEntry): Buffer {
  const { name, mode, bytes, packedBytes, offset } = entry;
  const isLong = [bytes, packedBytes, offset].some((value) => value >= most32);
  const extra = isLong ? longFields([bytes, packedBytes, offset]) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(byUnix | (isLong ? 45 : 20), 4);
  header.writeUInt16LE(isLong ? 45 : 20, 6);
  writeCommon(header, 8, entry, isLong);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(isLong ? most32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** 4.3.14 to 4.3.16: where the directory is, and how many entries it has. */
export function endOfDirectory(count: number, start: number, end: number): Buffer {
  const isLong = count >= most16 || end >= most32;
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(isLong ? most16 : count, 8);
  last.writeUInt16LE(isLong ? most16 : count, 10);
  last.writeUInt32LE(isLong ? most32 : end - start, 12);
  last.writeUInt32LE(isLong ? most32 : start, 16);
  return isLong ? Buffer.concat([longEnd(count, start, end), last]) : last;
}

function longEnd(count: number, start: number, end: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(byUnix | 45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(end - start), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(end), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

function writeCommon(header: Buffer, at: number, entry: ZipEntry, isLong: boolean): void {
  header.writeUInt16LE(flags, at);
  header.writeUInt16LE(entry.isDeflated ? 8 : 0, at + 2);
  header.writeUInt16LE(oldestDate, at + 6);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(isLong ? most32 : entry.packedBytes, at + 12);
  header.writeUInt32LE(isLong ? most32 : entry.bytes, at + 16);
}

/** 4.5.3, of what the header says to be there. */
function longFields(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}
