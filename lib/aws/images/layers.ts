import type { IncomingMessage } from 'node:http';
import { httpFor } from '../call/exchange';
import type { Caller } from '../call/json-call';
import { isTransient } from '../call/signed-call';
import { askRegistry, unless } from './registry';

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
  const download = await askRegistry(from, 'GetDownloadUrlForLayer', {
    repositoryName,
    layerDigest: digest,
  });
  const source = await open(new URL(String(download.downloadUrl)));
  const { uploadId, partSize } = await askRegistry(to, 'InitiateLayerUpload', { repositoryName });
  let sent = 0;
  for await (const part of inParts(source, Number(partSize))) {
    await askRegistry(to, 'UploadLayerPart', {
      repositoryName,
      uploadId,
      partFirstByte: sent,
      partLastByte: sent + part.length - 1,
      layerPartBlob: part.toString('base64'),
    });
    sent += part.length;
  }
  if (sent !== size) throw cutShort(`${sent} of ${size} bytes of the layer ${digest} came`);
  // Another copy, or a push, may have been faster.
  await unless('LayerAlreadyExistsException', () =>
    askRegistry(to, 'CompleteLayerUpload', { repositoryName, uploadId, layerDigests: [digest] }),
  );
}

/** The address carries its own signature. */
async function open(url: URL): Promise<IncomingMessage> {
  const { get } = await httpFor(url);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(url, resolve).once('error', reject);
    request.setTimeout(silenceMs, () => request.destroy(cutShort('no answer')));
  });
  if (reply.statusCode === 200) return reply;
  reply.resume();
  throw cutShort(`a layer is answered with HTTP ${reply.statusCode}`);
}

async function* inParts(source: AsyncIterable<unknown>, size: number): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
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
  const { name, code } = error as NodeJS.ErrnoException;
  return name === incomplete || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
