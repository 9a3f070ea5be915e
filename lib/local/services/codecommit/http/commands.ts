import { flushPacket, packet, takePackets } from './pktline';

/** One line of a push: move `ref` from `old` to `new`; forty zeros stand for no object. */
export interface Command {
  readonly ref: string;
  readonly old: string;
  readonly new: string;
}

/** What a push begins with, before its pack. */
export interface PushHead {
  readonly commands: readonly Command[];
  /** `shallow <id>` lines of a shallow client, passed on as they came. */
  readonly shallow: readonly string[];
  /** As sent, such as ` report-status side-band-64k`. */
  readonly capabilities: string;
}

/** A push as far as it was read, and every byte after that. */
export interface PushStart {
  readonly head: PushHead;
  readonly pack: AsyncIterable<Buffer>;
}

/** Far above 4,000 refs of 256 characters, which is what is taken. */
const largestHeadBytes = 16 * 1024 * 1024;

/**
 * Reads a push up to its pack.
 * @returns the head, and every byte after it
 * @throws RangeError where this is not the beginning of a push
 */
export async function readPushHead(body: AsyncIterable<Buffer>): Promise<PushStart> {
  const chunks = body[Symbol.asyncIterator]();
  const packets: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let size = 0;
  for (;;) {
    const taken = takePackets(rest, true);
    rest = taken.rest;
    const ended = taken.packets.at(-1) === null;
    packets.push(...taken.packets.filter((content) => content !== null));
    if (ended) return { head: parseHead(packets), pack: following(rest, chunks) };
    const next = await chunks.next();
    if (next.done) throw new RangeError('the push ends before its pack');
    size += next.value.length;
    if (size > largestHeadBytes) throw new RangeError('the push names too many refs');
    rest = Buffer.concat([rest, next.value]);
  }
}

async function* following(rest: Buffer, chunks: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  if (rest.length > 0) yield rest;
  for (;;) {
    const next = await chunks.next();
    if (next.done) return;
    yield next.value;
  }
}

function parseHead(packets: readonly Buffer[]): PushHead {
  const shallow: string[] = [];
  const commands: Command[] = [];
  let capabilities = '';
  for (const content of packets) {
    const [line = '', sent] = content.toString('utf8').replace(/\n$/, '').split('\0');
    if (sent !== undefined && capabilities === '') capabilities = sent;
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(line);
    if (match) commands.push({ old: match[1] ?? '', new: match[2] ?? '', ref: match[3] ?? '' });
    else if (line.startsWith('shallow ')) shallow.push(line);
    else throw new RangeError(`not a push command: ${JSON.stringify(line.slice(0, 80))}`);
  }
  return { commands, shallow, capabilities };
}

/** The same head with other commands, as `git receive-pack` reads it. */
export function formatPushHead({ commands, shallow, capabilities }: PushHead): Buffer {
  const lines = commands.map(
    (command, index) =>
      `${command.old} ${command.new} ${command.ref}${index === 0 ? `\0${capabilities}` : ''}\n`,
  );
  return Buffer.concat([...shallow.map(packet), ...lines.map(packet), flushPacket]);
}

export function has(capabilities: string, name: string): boolean {
  return capabilities.split(' ').includes(name);
}
