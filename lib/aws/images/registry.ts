import { type Caller, callJson } from '../call/json-call';

export type Json = Readonly<Record<string, unknown>>;

const ecr = {
  name: 'ecr' as const,
  host: 'api.ecr',
  prefix: 'AmazonEC2ContainerRegistry_V20150921',
};

/** Calls ECR. What fails is thrown in the SDK's form. */
export function askRegistry(account: Caller, operation: string, input: Json): Promise<Json> {
  return callJson(account, ecr, operation, input);
}

/** @returns false where the repository was there before */
export async function createRepository(account: Caller, repositoryName: string): Promise<boolean> {
  const input = {
    repositoryName,
    // What a tag names is what was tested under it.
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
  };
  return unless('RepositoryAlreadyExistsException', async () => {
    await askRegistry(account, 'CreateRepository', input);
    return true;
  }).then((created) => created ?? false);
}

/** The manifest of an image, as it was pushed. */
export interface StoredManifest {
  readonly digest: string;
  readonly text: string;
  readonly mediaType: string;
}

/** Those of Docker, version 2, and of OCI. */
const acceptedMediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** @returns undefined where there is no such image, or no such repository */
export async function findImage(
  account: Caller,
  repositoryName: string,
  imageId: { readonly imageTag: string } | { readonly imageDigest: string },
): Promise<StoredManifest | undefined> {
  const reply = await unless('RepositoryNotFoundException', () =>
    askRegistry(account, 'BatchGetImage', {
      repositoryName,
      imageIds: [imageId],
      acceptedMediaTypes,
    }),
  );
  const [image] = (reply?.images ?? []) as {
    imageId: { imageDigest: string };
    imageManifest: string;
    imageManifestMediaType?: string;
  }[];
  if (!image) return undefined;
  const { imageManifest: text, imageManifestMediaType } = image;
  const { mediaType = '' } = JSON.parse(text) as { mediaType?: string };
  return {
    digest: image.imageId.imageDigest,
    text,
    mediaType: imageManifestMediaType ?? mediaType,
  };
}

/** @returns undefined where the call fails with this error */
export async function unless<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === name) return undefined;
    throw error;
  }
}
