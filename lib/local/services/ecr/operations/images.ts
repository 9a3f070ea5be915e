import type { Context } from '../../../base/context';
import { pageOf, pageSize } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { openRepository } from '../model/access';
import { invalid, invalidPageSize, pageTokens } from '../model/errors';
import { imagesOf, type Opened, type StoredImage } from '../model/records';
import type {
  BatchGetImageRequest,
  DescribeImagesRequest,
  ImageIdentifier,
  ImagesRequest,
  ListImagesRequest,
} from '../model/requests';
import { type ImageFailure, selectImage } from '../model/select-image';

const identity = ({ repository, home }: Opened) => ({
  registryId: home.account,
  repositoryName: repository.name,
});

function checkCount(imageIds: readonly ImageIdentifier[]): void {
  if (imageIds.length < 1 || imageIds.length > 100)
    throw invalid('imageIds', 'must have 1 to 100 image ids');
}

/** A manifest is handed out as it was put; one of another type than those accepted is not converted. */
export function BatchGetImage(input: BatchGetImageRequest, context: Context) {
  const opened = openRepository('ecr:BatchGetImage', input, context);
  checkCount(input.imageIds);
  const accepted = input.acceptedMediaTypes ?? [];
  const found = input.imageIds.map((imageId): ImageFailure | object => {
    const image = selectImage(opened, imageId);
    if ('failureCode' in image) return image;
    if (accepted.length > 0 && !accepted.includes(image.mediaType))
      return {
        imageId,
        failureCode: 'UnsupportedImageType',
        failureReason: `The image's manifest is of the media type ${image.mediaType}`,
      };
    return {
      ...identity(opened),
      imageId: { imageDigest: image.digest, ...tagIn(imageId) },
      imageManifest: image.manifest,
      imageManifestMediaType: image.mediaType,
    };
  });
  return {
    images: found.filter((one) => !('failureCode' in one)),
    failures: found.filter((one) => 'failureCode' in one),
  };
}

const tagIn = ({ imageTag }: ImageIdentifier) => (imageTag === undefined ? {} : { imageTag });

/** A tag given alone is taken off, and the image goes with its last one; a digest given alone takes all. */
export function BatchDeleteImage(input: ImagesRequest, context: Context) {
  const opened = openRepository('ecr:BatchDeleteImage', input, context);
  checkCount(input.imageIds);
  const deleted: ImageIdentifier[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of input.imageIds) {
    const image = selectImage(opened, imageId);
    if ('failureCode' in image) failures.push(image);
    else {
      const outcome = remove(opened, image, imageId);
      if ('failureCode' in outcome) failures.push(outcome);
      else deleted.push(...outcome.gone);
    }
  }
  return { imageIds: deleted, failures };
}

function remove(
  opened: Opened,
  image: StoredImage,
  imageId: ImageIdentifier,
): ImageFailure | { readonly gone: readonly ImageIdentifier[] } {
  const { imageTag } = imageId;
  const { digest: imageDigest } = image;
  const tags = image.tags.filter((tag) => imageTag !== undefined && tag !== imageTag);
  const all = imagesOf(opened);
  if (tags.length > 0) {
    all.put(imageDigest, { ...image, tags });
    return { gone: [{ imageDigest, ...tagIn(imageId) }] };
  }
  const index = all.list().find(({ images }) => images.includes(imageDigest));
  if (index)
    return {
      imageId,
      failureCode: 'ImageReferencedByManifestList',
      failureReason: `Requested image referenced by manifest list: [${index.digest}]`,
    };
  all.delete(imageDigest);
  const gone = image.tags.map((tag) => ({ imageDigest, imageTag: tag }));
  return { gone: gone.length > 0 ? gone : [{ imageDigest }] };
}

export function ListImages(input: ListImagesRequest, context: Context) {
  const opened = openRepository('ecr:ListImages', input, context);
  const ids = wanted(imagesOf(opened).list(), input).flatMap(
    ({ digest: imageDigest, tags }): readonly ImageIdentifier[] =>
      tags.length > 0 ? tags.map((imageTag) => ({ imageDigest, imageTag })) : [{ imageDigest }],
  );
  const size = pageSize(input.maxResults, { usual: 100, most: 1000 }, invalidPageSize);
  const { items, next } = pageOf(ids, input.nextToken, size, pageTokens);
  return { imageIds: items, nextToken: next };
}

function wanted(images: readonly StoredImage[], { filter }: ListImagesRequest) {
  const status = filter?.tagStatus ?? 'ANY';
  if (!['TAGGED', 'UNTAGGED', 'ANY'].includes(status))
    throw invalid('filter.tagStatus', 'must be one of TAGGED, UNTAGGED, ANY');
  return images.filter(({ tags }) => status === 'ANY' || (status === 'TAGGED') === tags.length > 0);
}

export function DescribeImages(input: DescribeImagesRequest, context: Context) {
  const opened = openRepository('ecr:DescribeImages', input, context);
  const images = input.imageIds
    ? input.imageIds.map((imageId) => needImage(opened, imageId))
    : wanted(imagesOf(opened).list(), input);
  const size = pageSize(input.maxResults, { usual: 100, most: 1000 }, invalidPageSize);
  const { items, next } = pageOf([...new Set(images)], input.nextToken, size, pageTokens);
  return {
    imageDetails: items.map((image) => ({
      ...identity(opened),
      imageDigest: image.digest,
      ...(image.tags.length > 0 && { imageTags: image.tags }),
      imageSizeInBytes: image.size,
      imagePushedAt: new Date(image.pushedAt),
      imageManifestMediaType: image.mediaType,
      ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
    })),
    nextToken: next,
  };
}

function needImage(opened: Opened, imageId: ImageIdentifier): StoredImage {
  const image = selectImage(opened, imageId);
  if (!('failureCode' in image)) return image;
  const { repository, home } = opened;
  const { imageDigest = 'null', imageTag = 'null' } = imageId;
  throw new ServiceError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${imageDigest}', imageTag:'${imageTag}'} does not exist within the repository with name '${repository.name}' in the registry with id '${home.account}'`,
  );
}
