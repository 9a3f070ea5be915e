import { type ListedImage, listImages } from '../aws/images/list-images';
import { findImage } from '../aws/images/registry';
import type { Bucket } from '../aws/objects/bucket';
import { readObject } from '../aws/objects/object-store';
import { callBucket } from '../aws/pipeline/bucket';
import { parseManifest } from '../bundle/manifest';
import { objectKeys } from '../object-keys';
import type { OpenEnvironment } from '../target/open-environment';
import type { Needed } from './needed';

/** A build tags an image with its commit. */
const commitPattern = /^[0-9a-f]{40}$/;

/**
 * The images of an application that no kept bundle needs, in the order in which they are to be deleted. Only what a build
 * may have pushed is looked at: images of the application's own repository, tagged with a commit, and the images that
 * such an index puts together.
 * @param bucket that has the environment's bundles
 */
export async function unneededImages(
  open: OpenEnvironment,
  bucket: Bucket,
  needed: Needed,
): Promise<ListedImage[]> {
  if (needed.unknown.all.length > 0) return [];
  const all = await listImages(open.account, open.application);
  const candidates = all.filter((image) => mayGo(image, needed));
  if (candidates.length === 0) return [];
  const bundled = await imagesOfBundles(open, bucket, needed);
  const going = candidates.filter(({ digest }) => !bundled.has(digest));
  const parts = await partsOf(all, new Set(going.map(({ digest }) => digest)), open);
  // The registry deletes nothing that an index still puts together.
  const inOrder = going.sort((a, b) => Number(b.isIndex) - Number(a.isIndex));
  return [...inOrder, ...parts.filter(({ digest }) => !bundled.has(digest))];
}

function mayGo({ tags, pushedAt }: ListedImage, { commits, since }: Needed): boolean {
  const isBuilt = tags.length > 0 && tags.every((tag) => commitPattern.test(tag));
  return isBuilt && pushedAt < since && !tags.some((tag) => commits.has(tag));
}

/** Digests of the images of bundles that stay. */
async function imagesOfBundles(
  { account }: OpenEnvironment,
  bucket: Bucket,
  { bundles, commits }: Needed,
): Promise<ReadonlySet<string>> {
  const keys = [
    ...[...bundles].map((digest) => objectKeys.bundleManifest(digest)),
    ...[...commits].map((commit) => objectKeys.manifest(commit)),
  ];
  const found = new Set<string>();
  for (const key of keys) {
    const stored = await callBucket(account, bucket, () => readObject(bucket, key));
    const images = stored && parseManifest(stored.toString('utf8'))?.images;
    for (const { digest } of images ?? []) found.add(digest);
  }
  return found;
}

/** Untagged images that only indexes put together which go themselves. */
async function partsOf(
  all: readonly ListedImage[],
  going: ReadonlySet<string>,
  { account, application }: OpenEnvironment,
): Promise<ListedImage[]> {
  const [lost, kept] = [new Set<string>(), new Set<string>()];
  for (const { digest: imageDigest } of all.filter(({ isIndex }) => isIndex)) {
    const index = await findImage(account, application, { imageDigest });
    const { manifests = [] }: Index = JSON.parse(index?.text ?? '{}');
    const into = going.has(imageDigest) ? lost : kept;
    for (const { digest } of manifests) into.add(digest);
  }
  return all.filter(
    ({ digest, tags }) => tags.length === 0 && lost.has(digest) && !kept.has(digest),
  );
}

interface Index {
  readonly manifests?: readonly { readonly digest: string }[];
}
