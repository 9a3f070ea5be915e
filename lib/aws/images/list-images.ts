import { GitenvError } from '../../errors';
import { call, callPages } from '../call/call';
import type { Caller } from '../call/caller';
import { BatchDeleteImage, DescribeImages } from './operations';

/** An image as a registry lists it. */
export interface ListedImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** What it takes by itself. Layers that it shares with others are in each of them. */
  readonly bytes: number;
  readonly pushedAt: Date;
  /** Whether it only puts other images together. */
  readonly isIndex: boolean;
}

/** All images of a repository; none if there is no such repository. */
export async function listImages(
  account: Caller,
  repositoryName: string,
): Promise<readonly ListedImage[]> {
  const found: ListedImage[] = [];
  const input = { repositoryName, maxResults: 1000 };
  for await (const { imageDetails = [] } of callPages(account, DescribeImages, input, 'nextToken'))
    for (const image of imageDetails)
      found.push({
        digest: image.imageDigest ?? '',
        tags: image.imageTags ?? [],
        bytes: image.imageSizeInBytes ?? 0,
        // What has no date may have been pushed a moment ago.
        pushedAt: image.imagePushedAt ?? new Date(8.64e15),
        isIndex: /(image\.index|manifest\.list)/.test(image.imageManifestMediaType ?? ''),
      });
  return found;
}

/** ECR takes at most so many at once. */
const deletedAtOnce = 100;

/**
 * Deletes images with all their tags. One that is not there is no failure.
 * @throws GitenvError AWS_REFUSED for one that the registry does not delete
 */
export async function deleteImages(
  account: Caller,
  repositoryName: string,
  digests: readonly string[],
): Promise<void> {
  for (let at = 0; at < digests.length; at += deletedAtOnce) {
    const batch = digests.slice(at, at + deletedAtOnce);
    const imageIds = batch.map((imageDigest) => ({ imageDigest }));
    const reply = await call(account, BatchDeleteImage, { repositoryName, imageIds });
    const failure = reply?.failures?.find(({ failureCode }) => failureCode !== 'ImageNotFound');
    if (failure)
      throw new GitenvError(
        'AWS_REFUSED',
        `The image repository '${repositoryName}' does not delete an image: ${failure.failureReason ?? failure.failureCode}`,
      );
  }
}
