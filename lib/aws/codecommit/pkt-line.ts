/** Git's packet lines: four hex digits of length, itself included, then the content; `0000` ends a group. */
export const flush = Buffer.from('0000');

export function pktLine(content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/**
 * The lines of an answer without their line ends, up to what is no packet.
 * @returns those, and what follows
 */
export function packetLines(bytes: Buffer): { readonly lines: string[]; readonly rest: Buffer } {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const head = bytes.toString('latin1', at, at + 4);
    const length = /^[0-9a-f]{4}$/i.test(head) ? Number.parseInt(head, 16) : -1;
    const end = at + Math.max(length, 4);
    if (length < 0 || (length > 0 && length < 4) || end > bytes.length) break;
    if (length > 0) lines.push(bytes.toString('utf8', at + 4, end).replace(/\n$/, ''));
    at = end;
  }
  return { lines, rest: bytes.subarray(at) };
}
