import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { like } from '../../../policy/pattern';
import { openRepository } from '../model/access';
import { invalid, layersNotFound } from '../model/errors';
import { type Manifest, readManifest } from '../model/manifest';
import {
  imagesOf,
  layersOf,
  type Opened,
  type StoredImage,
  type StoredRepository,
} from '../model/records';
import type { PutImageRequest } from '../model/requests';
import { imageTagged } from '../model/select-image';

const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,299}$/;

export function PutImage(input: PutImageRequest, context: Context) {
  const opened = openRepository('ecr:PutImage', input, context);
  const { imageTag: tag, imageManifest } = input;
  if (tag !== undefined && !tagPattern.test(tag))
    throw invalid('imageTag', `must satisfy regular expression '${tagPattern.source}'`);
  const manifest = readManifest(imageManifest, input.imageManifestMediaType);
  if (input.imageDigest !== undefined && input.imageDigest !== manifest.digest)
    throw new ServiceError(
      'ImageDigestDoesNotMatchException',
      `The provided imageDigest '${input.imageDigest}' does not match the calculated digest '${manifest.digest}' of the image manifest`,
    );
  refuseUnchanged(opened, manifest, tag);
  refuseTaken(opened, tag);
  refuseIncomplete(opened, manifest);
  const image = keep(opened, manifest, imageManifest, tag);
  announce(opened, image, tag);
  return {
    image: {
      registryId: opened.home.account,
      repositoryName: opened.repository.name,
      imageId: { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) },
      imageManifest,
      imageManifestMediaType: image.mediaType,
    },
  };
}

function refuseUnchanged(opened: Opened, { digest }: Manifest, tag: string | undefined): void {
  const known = imagesOf(opened).get(digest);
  if (!known || (tag !== undefined && !known.tags.includes(tag))) return;
  const { repository, home } = opened;
  const named = tag === undefined ? '' : ` and tag '${tag}'`;
  throw new ServiceError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}'${named} already exists in the repository with name '${repository.name}' in registry with id '${home.account}'`,
  );
}

function refuseTaken(opened: Opened, tag: string | undefined): void {
  const { repository } = opened;
  if (tag === undefined || !isImmutable(repository, tag) || !imageTagged(opened, tag)) return;
  throw new ServiceError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
  );
}

function isImmutable({ mutability, exclusions }: StoredRepository, tag: string): boolean {
  const isExcluded = exclusions.some(({ filter }) => like(tag, filter));
  return mutability.startsWith('IMMUTABLE') !== isExcluded;
}

function refuseIncomplete(opened: Opened, { layers, images }: Manifest): void {
  const { repository, home } = opened;
  const missing = layers.filter((digest) => !layersOf(opened).get(digest));
  if (missing.length > 0) throw layersNotFound(missing, repository.name, home);
  const unknown = images.filter((digest) => !imagesOf(opened).get(digest));
  if (unknown.length > 0)
    throw new ServiceError(
      'ReferencedImagesNotFoundException',
      `The images with digests [${unknown.join(', ')}] required for pushing image do not exist in the repository with name '${repository.name}' in the registry with id '${home.account}'`,
    );
}

/** A tag refers to one image: it leaves the one that had it. */
function keep(
  opened: Opened,
  manifest: Manifest,
  text: string,
  tag: string | undefined,
): StoredImage {
  const { digest, layers, images } = manifest;
  const all = imagesOf(opened);
  const before = tag === undefined ? undefined : imageTagged(opened, tag);
  const known = all.get(digest);
  const sizes = [
    ...[...new Set(layers)].map((layer) => layersOf(opened).get(layer)?.size ?? 0),
    ...images.map((inner) => all.get(inner)?.size ?? 0),
  ];
  const image: StoredImage = known ?? {
    ...manifest,
    manifest: text,
    tags: [],
    pushedAt: opened.home.now().toISOString(),
    size: sizes.reduce((sum, size) => sum + size, 0),
  };
  const tagged = tag === undefined ? image : { ...image, tags: [...image.tags, tag] };
  all.put(digest, tagged);
  if (before) all.put(before.digest, { ...before, tags: before.tags.filter((own) => own !== tag) });
  return tagged;
}

function announce({ repository, home }: Opened, image: StoredImage, tag: string | undefined): void {
  home.publish({
    source: 'aws.ecr',
    detailType: 'ECR Image Action',
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': repository.name,
      'image-digest': image.digest,
      'action-type': 'PUSH',
      'image-tag': tag ?? '',
    },
  });
}
