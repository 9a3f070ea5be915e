import { fieldsOf, textOrNone } from '../../fields';
import { call } from '../call/call';
import type { Caller } from '../call/caller';
import * as ecr from './operations';

/** @returns false where the repository was there before */
export async function createImageRepository(
  account: Caller,
  repositoryName: string,
): Promise<boolean> {
  const created = await call(account, ecr.CreateImageRepository, {
    repositoryName,
    // What a tag names is what was tested under it.
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
  });
  return created !== undefined;
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
  const input = { repositoryName, imageIds: [imageId], acceptedMediaTypes };
  const [image] = (await call(account, ecr.BatchGetImage, input))?.images ?? [];
  if (!image) return undefined;
  const { imageManifest: text = '', imageManifestMediaType } = image;
  const mediaType = textOrNone(fieldsOf(JSON.parse(text)).mediaType) ?? '';
  return {
    digest: image.imageId?.imageDigest ?? '',
    text,
    mediaType: imageManifestMediaType ?? mediaType,
  };
}

/** What docker signs in with, for twelve hours; undefined where the registry hands out nothing. */
export async function dockerLogin(
  account: Caller,
): Promise<
  { readonly host: string; readonly user: string; readonly password: string } | undefined
> {
  const { authorizationData: [data] = [] } = await call(account, ecr.GetAuthorizationToken, {});
  if (!data) return undefined;
  const { authorizationToken = '', proxyEndpoint = '' } = data;
  const login = Buffer.from(authorizationToken, 'base64').toString('utf8');
  const [user = '', password = ''] = login.split(':');
  return { host: proxyEndpoint.replace(/^https?:\/\//, ''), user, password };
}
