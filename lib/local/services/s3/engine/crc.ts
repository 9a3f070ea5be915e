const castagnoli = makeTable(0x82f63b78);

function makeTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

/** CRC-32C over more bytes, going on from the value of those before (0 at the beginning). */
export function crc32c(bytes: Uint8Array, before: number): number {
  let value = ~before;
  for (const byte of bytes) value = (value >>> 8) ^ (castagnoli[(value ^ byte) & 255] ?? 0);
  return ~value >>> 0;
}

/** The reflected polynomial of CRC-64/NVME. */
const nvme = 0x9a6c9329ac4bc9b5n;

/** The table's high and low halves: 32-bit numbers are much faster than big ones. */
const halves = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ nvme : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffffffffn);
  }
  return { high, low };
})();

export class Crc64Nvme {
  private high = 0xffffffff;
  private low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let { high, low } = this;
    for (const byte of bytes) {
      const index = (low ^ byte) & 255;
      low = ((low >>> 8) | (high << 24)) ^ (halves.low[index] ?? 0);
      high = (high >>> 8) ^ (halves.high[index] ?? 0);
    }
    this.high = high;
    this.low = low;
  }

  digest(): string {
    const result = Buffer.alloc(8);
    result.writeUInt32BE(~this.high >>> 0, 0);
    result.writeUInt32BE(~this.low >>> 0, 4);
    return result.toString('base64');
  }
}
