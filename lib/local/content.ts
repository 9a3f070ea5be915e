import type { HttpRequest } from './service';
import { ServiceError } from './service';

/** Largest request body of a service that does not stream. CodeCommit's largest documented blob is 6 MB, base64 inside JSON. */
export const maxContentBytes = 16 * 1024 * 1024;

/** @throws RequestEntityTooLargeException */
export async function readContent(
  { body }: HttpRequest,
  maxBytes = maxContentBytes,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Kept open, so that a client still sending can read why it is refused.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
