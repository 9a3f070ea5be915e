import { createHash } from 'node:crypto';
import type { TestMachine } from '../../machine';
import { send, sendSigned } from '../../signed';

type Json = Record<string, unknown>;

/** What ECR answered, as an SDK's client would throw it. */
export class EcrError extends Error {
  constructor(
    override readonly name: string,
    readonly status: number,
    readonly members: Json,
  ) {
    super(String(members.message));
  }
}

export const sha256 = (data: string | Buffer) =>
  `sha256:${createHash('sha256').update(data).digest('hex')}`;

export const imageType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';

/** One account's registry, spoken to by signed requests: there is no SDK client of ECR here. */
export class Registry {
  constructor(
    readonly machine: TestMachine,
    readonly account?: string,
  ) {}

  async call(operation: string, input: Json = {}): Promise<Json> {
    const { status, body } = await sendSigned(this.machine, {
      service: 'ecr',
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      },
      body: JSON.stringify(input),
      ...(this.account !== undefined && { account: this.account }),
    });
    const reply = JSON.parse(body.toString()) as Json;
    if (status === 200) return reply;
    throw new EcrError(String(reply.__type), status, reply);
  }

  /** Uploads a layer in parts of so many bytes. @returns its digest */
  async upload(repositoryName: string, data: Buffer, partSize = data.length): Promise<string> {
    const { uploadId } = await this.call('InitiateLayerUpload', { repositoryName });
    for (let at = 0; at < data.length; at += partSize) {
      const part = data.subarray(at, at + partSize);
      await this.call('UploadLayerPart', {
        repositoryName,
        uploadId,
        partFirstByte: at,
        partLastByte: at + part.length - 1,
        layerPartBlob: part.toString('base64'),
      });
    }
    const layerDigests = [sha256(data)];
    await this.call('CompleteLayerUpload', { repositoryName, uploadId, layerDigests });
    return sha256(data);
  }

  /** Pushes an image whose layer has this content. @returns its manifest and digest */
  async push(repositoryName: string, content: string, imageTag?: string) {
    const manifest = manifestOf(content);
    for (const data of [configOf(content), content])
      await this.upload(repositoryName, Buffer.from(data)).catch((error: EcrError) => {
        if (error.name !== 'LayerAlreadyExistsException') throw error;
      });
    await this.call('PutImage', {
      repositoryName,
      imageManifest: manifest,
      ...(imageTag !== undefined && { imageTag }),
    });
    return { manifest, digest: sha256(manifest) };
  }

  async download(repositoryName: string, layerDigest: string): Promise<Buffer> {
    const { downloadUrl } = await this.call('GetDownloadUrlForLayer', {
      repositoryName,
      layerDigest,
    });
    const { pathname } = new URL(String(downloadUrl));
    return (await send(this.machine, 'GET', pathname)).body;
  }
}

export const configOf = (content: string) => JSON.stringify({ architecture: 'amd64', content });

export function manifestOf(content: string): string {
  const config = configOf(content);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(config),
      size: config.length,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest: sha256(content),
        size: content.length,
      },
    ],
  });
}
