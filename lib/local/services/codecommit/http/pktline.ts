/** git's packet lines: four hex digits of length, itself included, then the content; `0000` ends a group. */
export const flushPacket = Buffer.from('0000');

export function packet(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const length = (bytes.length + 4).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), bytes]);
}

export interface Packets {
  /** Contents of whole packets, in order; null is a flush. */
  readonly packets: (Buffer | null)[];
  /** What follows: an unfinished packet, or whatever was not asked for. */
  readonly rest: Buffer;
}

/**
 * Takes whole packets off the front.
 * @param untilFlush stop after the first flush: what comes then (a pack) is not packets
 * @throws RangeError where a length is not one
 */
export function takePackets(bytes: Buffer, untilFlush = false): Packets {
  const packets: (Buffer | null)[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const head = bytes.toString('latin1', at, at + 4);
    const length = /^[0-9a-fA-F]{4}$/.test(head) ? Number.parseInt(head, 16) : -1;
    if (length === 0) {
      packets.push(null);
      at += 4;
      if (untilFlush) break;
      continue;
    }
    if (length < 4) throw new RangeError(`bad packet length ${JSON.stringify(head)}`);
    if (at + length > bytes.length) break;
    packets.push(bytes.subarray(at + 4, at + length));
    at += length;
  }
  return { packets, rest: bytes.subarray(at) };
}
