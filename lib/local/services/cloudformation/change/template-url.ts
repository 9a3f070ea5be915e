import { Readable } from 'node:stream';
import type { Context } from '../../../base/context';
import { buffersOf } from '../../../values/bytes';
import { invalid } from '../model/errors';

const maxTemplateBytes = 1024 * 1024;

/** Reads a template from a bucket of this machine, by any of the ways an object's address is written. */
export async function templateAt(url: string, context: Context): Promise<string> {
  const { Bucket, Key, VersionId } = objectAt(url);
  try {
    const answer = await context.call<{ Body?: unknown }>('s3', 'GetObject', {
      Bucket,
      Key,
      ...(VersionId !== undefined && { VersionId }),
    });
    return await textOf(answer.Body);
  } catch (error) {
    throw invalid(`S3 error: ${error instanceof Error ? error.message : error}`);
  }
}

function objectAt(text: string): { Bucket: string; Key: string; VersionId?: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('TemplateURL must be a supported URL.');
  }
  const parts = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const virtual = /^(.+)\.s3[.-][^/]*$/.exec(url.hostname)?.[1];
  const [Bucket = '', ...rest] = virtual === undefined ? parts : [virtual, ...parts];
  const VersionId = url.searchParams.get('versionId');
  if (Bucket === '' || rest.join('/') === '') throw invalid('TemplateURL must be a supported URL.');
  return { Bucket, Key: rest.join('/'), ...(VersionId !== null && { VersionId }) };
}

async function textOf(body: unknown): Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  if (!(body instanceof Readable)) throw new TypeError('The body of a template is no stream.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of buffersOf(body)) {
    size += chunk.length;
    if (size > maxTemplateBytes) throw invalid('Template may not exceed 1000000 bytes in size.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
