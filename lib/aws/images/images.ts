import { createHash } from 'node:crypto';
import { GitenvError } from '../../errors';
import { call } from '../call/call';
import type { Caller } from '../call/caller';
import { copyLayer } from './layers';
import { BatchCheckLayerAvailability, PutImage } from './operations';
import { createImageRepository, findImage, type StoredManifest } from './registry';

/** An image by its repository's name, which is the same in every account. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/**
 * Copies an image from one account's registry to another's, by ECR's own API: nothing of Docker is needed, and no trust
 * between the accounts. Layers go over as streams, and only those that are not there yet. A repository that is not there is made, with immutable tags.
 * @throws GitenvError BUNDLE_DIFFERS where the tag names another image there; BUNDLE_BROKEN where the image is not
 *   there to be copied, or not what its digest says; what the two accounts make of ECR's own failures
 */
export async function copyImage(
  from: Caller,
  to: Caller,
  image: Image,
): Promise<'copied' | 'present'> {
  const { repository, tag, digest } = image;
  const there = await findImage(to, repository, { imageTag: tag });
  if (there?.digest === digest) return 'present';
  if (there)
    throw new GitenvError(
      'BUNDLE_DIFFERS',
      `The tag ${tag} of the image repository '${repository}' in ${to.region} names ${there.digest} already, and not ${digest}`,
      { changed: 'nothing' },
    );
  await createImageRepository(to, repository);
  await copyManifest({ from, to, repository }, digest, tag);
  return 'copied';
}

interface Route {
  readonly from: Caller;
  readonly to: Caller;
  readonly repository: string;
}

/** What a manifest is made of: an index of other manifests, or of layers. */
interface Parts {
  readonly config?: Part;
  readonly layers?: readonly Part[];
  readonly manifests?: readonly Part[];
}

interface Part {
  readonly digest: string;
  readonly size: number;
  /** Of what lies elsewhere, and may not be pushed. */
  readonly urls?: readonly string[];
}

/** What a manifest refers to has to be there before it. */
async function copyManifest(route: Route, digest: string, tag?: string): Promise<void> {
  const { from, to, repository } = route;
  const manifest = await findImage(from, repository, { imageDigest: digest });
  if (!manifest) throw broken(repository, digest, 'it is not there');
  demandWhole(repository, digest, manifest);
  const { config, layers = [], manifests = [] } = JSON.parse(manifest.text) as Parts;
  for (const inner of manifests) await copyManifest(route, inner.digest);
  const own = [...(config ? [config] : []), ...layers].filter(({ urls }) => !urls?.length);
  await copyLayers(route, own);
  await call(to, PutImage, {
    repositoryName: repository,
    imageManifest: manifest.text,
    imageManifestMediaType: manifest.mediaType,
    imageDigest: digest,
    ...(tag !== undefined && { imageTag: tag }),
  });
}

function demandWhole(repository: string, digest: string, { text }: StoredManifest): void {
  const actual = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (actual !== digest) throw broken(repository, digest, `its manifest has the digest ${actual}`);
}

function broken(repository: string, digest: string, why: string): GitenvError {
  return new GitenvError(
    'BUNDLE_BROKEN',
    `The image ${digest} of the repository '${repository}' cannot be copied: ${why}`,
  );
}

/** ECR answers for at most so many at once. */
const checkedAtOnce = 100;

async function copyLayers({ from, to, repository }: Route, parts: readonly Part[]): Promise<void> {
  const layers = [...new Map(parts.map((part) => [part.digest, part])).values()];
  for (let at = 0; at < layers.length; at += checkedAtOnce) {
    const batch = layers.slice(at, at + checkedAtOnce);
    const { layers: known = [] } = await call(to, BatchCheckLayerAvailability, {
      repositoryName: repository,
      layerDigests: batch.map(({ digest }) => digest),
    });
    const present = new Set(
      known
        .filter(({ layerAvailability }) => layerAvailability === 'AVAILABLE')
        .map(({ layerDigest }) => layerDigest),
    );
    for (const layer of batch)
      if (!present.has(layer.digest)) await copyLayer(from, to, repository, layer);
  }
}
