import type { Context } from '../base/context';
import { codeOf } from '../values/thrown';

/** An image by its address in ECR. */
export interface ImageAddress {
  readonly registryId: string;
  readonly region: string;
  readonly repositoryName: string;
  readonly imageTag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly imageDigest?: string;
}

/** What a registry says of an image: it is not there, it is not for this account, or of what kind its manifest is. */
export type RegistryAnswer = 'absent' | 'denied' | { readonly mediaType: string };

const pattern =
  /^(?<registryId>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repositoryName>[a-z0-9][a-z0-9._/-]*)(?::(?<imageTag>\w[\w.-]{0,127}))?(?:@(?<imageDigest>sha256:[0-9a-f]{64}))?$/;

/** @returns undefined for whatever lies elsewhere, such as in a public registry */
export function addressOf(image: string): ImageAddress | undefined {
  const { groups: { registryId, region, repositoryName, imageTag, imageDigest } = {} } =
    pattern.exec(image) ?? {};
  if (registryId === undefined || region === undefined || repositoryName === undefined)
    return undefined;
  return {
    registryId,
    region,
    repositoryName,
    ...(imageTag !== undefined && { imageTag }),
    ...(imageDigest !== undefined && { imageDigest }),
  };
}

/** Asks ECR as who pulls it does. */
export async function askRegistry(
  { registryId, region, repositoryName, imageTag, imageDigest }: ImageAddress,
  context: Context,
): Promise<RegistryAnswer> {
  const input = { registryId, repositoryName, imageIds: [{ imageTag, imageDigest }] };
  try {
    const { images } = await context
      .in(region)
      .call<{ images: readonly { imageManifestMediaType: string }[] }>(
        'ecr',
        'BatchGetImage',
        input,
      );
    const [image] = images;
    return image ? { mediaType: image.imageManifestMediaType } : 'absent';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'RepositoryNotFoundException') return 'absent';
    if (code === 'AccessDeniedException') return 'denied';
    throw error;
  }
}
