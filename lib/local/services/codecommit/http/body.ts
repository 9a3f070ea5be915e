import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { HttpRequest } from '../../../base/http';

/** The body as git wrote it: git compresses the larger of its requests. */
export function bodyOf({ headers, body }: HttpRequest): Readable {
  if (headers['content-encoding'] !== 'gzip') return body;
  const plain = createGunzip();
  body
    .once('error', (error) => plain.destroy(error))
    .once('close', () => {
      if (!body.readableEnded) plain.destroy(new Error('the client hung up'));
    });
  return body.pipe(plain);
}

export const uncached = {
  'cache-control': 'no-cache, max-age=0, must-revalidate',
  pragma: 'no-cache',
};
