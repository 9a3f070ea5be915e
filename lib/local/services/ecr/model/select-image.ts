import { digestPattern, imagesOf, type Opened, type StoredImage } from './records';
import type { ImageIdentifier } from './requests';

export interface ImageFailure {
  readonly imageId: ImageIdentifier;
  readonly failureCode: string;
  readonly failureReason: string;
}

/** The image with a digest, a tag, or both; or why there is none. */
export function selectImage(opened: Opened, imageId: ImageIdentifier): StoredImage | ImageFailure {
  const { imageDigest, imageTag } = imageId;
  const fail = (failureCode: string, failureReason: string) => ({
    imageId,
    failureCode,
    failureReason,
  });
  if (imageDigest === undefined && imageTag === undefined)
    return fail(
      'MissingDigestAndTag',
      'Invalid request parameters: both tag and digest cannot be null',
    );
  if (imageDigest !== undefined && !digestPattern.test(imageDigest))
    return fail('InvalidImageDigest', 'Invalid request parameters: image digest is not valid');
  const found =
    imageDigest === undefined
      ? imageTagged(opened, imageTag ?? '')
      : imagesOf(opened).get(imageDigest);
  if (!found) return fail('ImageNotFound', 'Requested image not found');
  if (imageTag !== undefined && !found.tags.includes(imageTag))
    return fail('ImageTagDoesNotMatchDigest', 'The tag does not refer to the digest');
  return found;
}

export function imageTagged(opened: Opened, tag: string): StoredImage | undefined {
  return imagesOf(opened)
    .list()
    .find(({ tags }) => tags.includes(tag));
}
