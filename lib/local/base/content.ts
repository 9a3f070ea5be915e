import { buffersOf } from '../values/bytes';
import { codeOf } from '../values/thrown';
import type { HttpRequest } from './http';
import { ServiceError } from './service-error';

/** Largest request body of a service that does not stream. CodeCommit's largest documented blob is 6 MB, base64 inside JSON. */
export const maxContentBytes = 16 * 1024 * 1024;

/** A client that hangs up in the middle is at fault, not this server. */
export function isHangUp(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** @throws RequestEntityTooLargeException; IncompleteBody, for nobody to read, where the client has gone */
export async function readContent(
  request: HttpRequest,
  maxBytes = maxContentBytes,
): Promise<Buffer> {
  try {
    return await collect(request, maxBytes);
  } catch (error) {
    if (!isHangUp(error)) throw error;
    throw new ServiceError('IncompleteBody', 'The request ended before its body did.');
  }
}

async function collect({ body }: HttpRequest, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Kept open, so that a client still sending can read why it is refused.
  for await (const chunk of buffersOf(body.iterator({ destroyOnReturn: false }))) {
    size += chunk.length;
    if (size > maxBytes)
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
