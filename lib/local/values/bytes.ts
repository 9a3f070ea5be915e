/** Bytes as they come, whatever a stream hands out. @throws what reading the stream throws */
export async function* buffersOf(
  stream: AsyncIterable<unknown>,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) yield bufferOf(chunk);
}

/** All that a stream holds. @throws what reading the stream throws */
export async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(bufferOf(chunk));
  return Buffer.concat(chunks);
}

/** Bytes, or text as UTF-8. @throws TypeError for what is neither: a stream of objects is a bug */
export function bufferOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk))
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError('A stream holds a piece that is neither bytes nor text.');
}
