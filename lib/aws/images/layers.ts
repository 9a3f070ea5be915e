import type { IncomingMessage } from 'node:http';
import { failureName } from '../../errors';
import { call } from '../call/call';
import type { Caller } from '../call/caller';
import { requesterFor } from '../call/network/exchange';
import { isTransient } from '../call/retry';
import * as ecr from './operations';

interface Layer {
  readonly digest: string;
  readonly size: number;
}

const attempts = 3;
const silenceMs = 60_000;

/** Copies a layer in the parts that ECR asks for, of which one at a time is in memory. ECR verifies its digest. */
export async function copyLayer(
  from: Caller,
  to: Caller,
  repositoryName: string,
  layer: Layer,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await copyOnce(from, to, repositoryName, layer);
    } catch (error) {
      // An upload cannot be gone on with once it is not known what of it has arrived: it begins anew.
      if (attempt === attempts || !(isTransient(error) || isCutShort(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 3 ** attempt));
    }
  }
}

async function copyOnce(
  from: Caller,
  to: Caller,
  repositoryName: string,
  { digest, size }: Layer,
): Promise<void> {
  const names = { repositoryName, layerDigest: digest };
  const { downloadUrl = '' } = await call(from, ecr.GetDownloadUrlForLayer, names);
  const source = await open(new URL(downloadUrl), from);
  const upload = await call(to, ecr.InitiateLayerUpload, { repositoryName });
  const { uploadId, partSize = size } = upload;
  let sent = 0;
  for await (const part of inParts(source, partSize)) {
    await call(to, ecr.UploadLayerPart, {
      repositoryName,
      uploadId,
      partFirstByte: sent,
      partLastByte: sent + part.length - 1,
      layerPartBlob: part.toString('base64'),
    });
    sent += part.length;
  }
  if (sent !== size) throw cutShort(`${sent} of ${size} bytes of the layer ${digest} came`);
  await call(to, ecr.CompleteLayerUpload, { repositoryName, uploadId, layerDigests: [digest] });
}

/** The address carries its own signature. */
async function open(url: URL, { caBundle }: Caller): Promise<IncomingMessage> {
  const request = await requesterFor(url, caBundle);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ method: 'GET' }).once('response', resolve).once('error', reject);
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(cutShort('no answer')));
    outgoing.end();
  });
  if (reply.statusCode === 200) return reply;
  reply.resume();
  throw cutShort(`a layer is answered with HTTP ${reply.statusCode}`);
}

async function* inParts(source: AsyncIterable<unknown>, size: number): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let held = 0;
  for await (const piece of source) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('a layer comes in pieces that are no bytes');
    const chunk: Buffer = piece;
    chunks.push(chunk);
    held += chunk.length;
    while (held >= size) {
      const all = Buffer.concat(chunks);
      yield all.subarray(0, size);
      chunks = [all.subarray(size)];
      held -= size;
    }
  }
  if (held > 0) yield Buffer.concat(chunks);
}

const incomplete = 'IncompleteLayer';

function cutShort(message: string): Error {
  return Object.assign(new Error(`The copy of an image was cut short: ${message}.`), {
    name: incomplete,
  });
}

function isCutShort(error: unknown): boolean {
  return failureName(error) === incomplete;
}
