import { flushPacket, packet, takePackets } from './pktline';

/** What became of each ref of a push. A reason stands for a refusal. */
export interface Report {
  /** `ok`, or why the pack could not be taken in. */
  readonly unpack: string;
  readonly lines: readonly { ref: string; reason?: string; options: readonly string[] }[];
}

/** Reads the report-status that `git receive-pack` ends with; undefined where it never got that far. */
export function parseReport(bytes: Buffer): Report | undefined {
  const [first, ...others] = takePackets(bytes)
    .packets.filter((content) => content !== null)
    .map((content) => content.toString('utf8').replace(/\n$/, ''));
  if (!first?.startsWith('unpack ')) return undefined;
  const lines: { ref: string; reason?: string; options: string[] }[] = [];
  for (const line of others) {
    const [, verdict, rest = ''] = /^(ok|ng|option) (.*)$/.exec(line) ?? [];
    const [ref = '', reason] = split(rest);
    if (verdict === 'ok') lines.push({ ref: rest, options: [] });
    else if (verdict === 'ng') lines.push({ ref, reason: reason ?? 'failed', options: [] });
    else lines.at(-1)?.options.push(line);
  }
  return { unpack: first.slice('unpack '.length), lines };
}

export function formatReport({ unpack, lines }: Report): Buffer {
  const text = lines.flatMap(({ ref, reason, options }) => [
    reason === undefined ? `ok ${ref}\n` : `ng ${ref} ${reason}\n`,
    ...options.map((option) => `${option}\n`),
  ]);
  return Buffer.concat([packet(`unpack ${unpack}\n`), ...text.map(packet), flushPacket]);
}

function split(text: string): [string, string | undefined] {
  const space = text.indexOf(' ');
  return space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
}
