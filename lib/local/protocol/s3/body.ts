import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { HttpRequest } from '../../base/http';
import { ServiceError } from '../../base/service-error';
import { buffersOf } from '../../values/bytes';

/**
 * The bytes that were meant, out of how they were sent: `aws-chunked` bodies are unpacked, and bodies whose hash was
 * signed are checked against it while they are read. `trailer` fills once a chunked body has ended.
 */
export function decodeBody({ headers, body }: HttpRequest): Readable & {
  readonly trailer: ReadonlyMap<string, string>;
} {
  const trailer = new Map<string, string>();
  const hash = String(headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  const source = buffersOf(body);
  if (hash.startsWith('STREAMING-'))
    return withTrailer(unpack(source, trailer, decodedLength(headers)), trailer);
  if (hash === 'UNSIGNED-PAYLOAD') return withTrailer(source, trailer);
  return withTrailer(checkHash(source, hash), trailer);
}

function withTrailer(bytes: AsyncIterable<Buffer>, trailer: ReadonlyMap<string, string>) {
  return Object.assign(Readable.from(bytes, { objectMode: false }), { trailer });
}

function decodedLength(headers: HttpRequest['headers']): number {
  const length = Number(headers['x-amz-decoded-content-length'] ?? Number.NaN);
  if (Number.isSafeInteger(length) && length >= 0) return length;
  throw new ServiceError(
    'MissingContentLength',
    'You must provide the Content-Length HTTP header.',
    411,
  );
}

async function* checkHash(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') === expected) return;
  throw new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

/** Unpacks `<size>[;extensions]\r\n<bytes>\r\n … 0\r\n[name: value\r\n …]\r\n`. */
async function* unpack(
  source: AsyncIterable<Buffer>,
  trailer: Map<string, string>,
  length: number,
): AsyncGenerator<Buffer> {
  const input = new Input(source[Symbol.asyncIterator]());
  let total = 0;
  for (;;) {
    const size = sizeOf(await input.line());
    if (size === 0) break;
    total += size;
    if (total > length) throw malformed();
    yield* input.bytes(size);
    if ((await input.line()) !== '') throw malformed();
  }
  if (total !== length)
    throw new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
  await readTrailer(input, trailer);
}

function sizeOf(line: string): number {
  const digits = /^([0-9a-f]{1,12})(;.*)?$/i.exec(line)?.[1];
  if (digits === undefined) throw malformed();
  return Number.parseInt(digits, 16);
}

async function readTrailer(input: Input, trailer: Map<string, string>): Promise<void> {
  for (let line = await input.lastLine(); line !== ''; line = await input.lastLine()) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === '' || trailer.size > 20) throw malformed();
    trailer.set(name.toLowerCase(), value.trim());
  }
}

function malformed(): ServiceError {
  return new ServiceError('InvalidRequest', 'The chunked body of the request is malformed.');
}

const maxLineBytes = 8192;

/** Takes lines and counted bytes off a source, whatever the pieces it comes in. */
class Input {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly source: AsyncIterator<Buffer>) {}

  async line(): Promise<string> {
    const line = await this.nextLine();
    if (line === undefined) throw malformed();
    return line;
  }

  /** Empty also at the end: not every client sends the last line's end. */
  async lastLine(): Promise<string> {
    return (await this.nextLine()) ?? '';
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.rest.length === 0 && !(await this.fill())) throw malformed();
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  private async nextLine(): Promise<string | undefined> {
    for (;;) {
      const at = this.rest.indexOf('\r\n');
      if (at >= 0) {
        const line = this.rest.toString('latin1', 0, at);
        this.rest = this.rest.subarray(at + 2);
        return line;
      }
      if (this.rest.length > maxLineBytes) throw malformed();
      if (!(await this.fill())) return undefined;
    }
  }

  private async fill(): Promise<boolean> {
    const { value, done } = await this.source.next();
    if (done) return false;
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value]);
    return true;
  }
}
