import path from 'node:path';
import { eachFile } from './archive';
import type { ActionKind, Task } from './kind';

/** What a browser must be told for a site to work; everything else is bytes. */
const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  map: 'application/json',
  mjs: 'text/javascript',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  xml: 'application/xml',
};

/** Puts an artifact into a bucket, as it is or file by file. */
export const s3Deploy: ActionKind = {
  inputs: [1, 1],
  outputs: [0, 0],
  required: ['BucketName', 'Extract'],
  optional: ['ObjectKey', 'KMSEncryptionKeyARN', 'CannedACL', 'CacheControl'],
  check({ configuration = {} }) {
    if (configuration.Extract === 'true') return undefined;
    if (configuration.Extract !== 'false') return 'Extract must be true or false';
    return configuration.ObjectKey ? undefined : 'ObjectKey is required when Extract is false';
  },
  async perform(task) {
    const { context, run } = task;
    const [artifact] = run.inputs;
    if (!artifact) throw new Error('an action without its input');
    const { BucketName: Bucket = '', ObjectKey = '', Extract } = run.resolved;
    if (Extract === 'true')
      await eachFile(context, artifact, async (file) => {
        const Key = ObjectKey === '' ? file.name : `${ObjectKey.replace(/\/$/, '')}/${file.name}`;
        const ContentType = contentTypes[path.extname(file.name).slice(1).toLowerCase()];
        const Body = await file.read();
        const input = { Bucket, Key, Body, ...headers(task), ...(ContentType && { ContentType }) };
        await context.call('s3', 'PutObject', input);
      });
    else
      await context.call('s3', 'CopyObject', {
        Bucket,
        Key: ObjectKey,
        CopySource: `${artifact.bucket}/${artifact.key.split('/').map(encodeURIComponent).join('/')}`,
        MetadataDirective: 'REPLACE',
        ...headers(task),
      });
    return { status: 'Succeeded' };
  },
};

function headers({ run }: Task) {
  const { CannedACL, CacheControl, KMSEncryptionKeyARN } = run.resolved;
  return {
    ...(CannedACL === undefined ? {} : { ACL: CannedACL }),
    ...(CacheControl === undefined ? {} : { CacheControl }),
    ...(KMSEncryptionKeyARN === undefined
      ? {}
      : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMSEncryptionKeyARN }),
  };
}
