import { copyImage } from '../../aws/images/images';
import { findImage } from '../../aws/images/registry';
import { type BundledImage, shortDigest } from '../../bundle/manifest';
import { GitenvError } from '../../errors';
import { shortCommit } from '../../release/following/follow';
import type { Progress } from '../../release/following/progress';
import { type OpenRoute, openTarget, type Target } from '../../target/target';
import { lookUp, shelfOf } from './shelf';

/** Copies images of a bundle from one environment's registry to another's. */
export async function copyImages(
  images: readonly BundledImage[],
  from: Target,
  to: Target,
  progress: Progress,
): Promise<void> {
  const here = to.environment.name;
  for (const image of images) {
    const outcome = await copyImage(from.account, to.account, image);
    progress.say(
      `${here}: the image ${nameOf(image)} ${outcome === 'copied' ? 'is copied' : 'is there'}`,
    );
  }
}

/**
 * Brings back images of a commit's bundle that the environment has lost, such as to a lifecycle policy, from the one
 * before it. What may not be looked at is left to the release, whose plan says what is not there.
 * @throws GitenvError BUNDLE_BROKEN where the one before has lost them as well
 */
export async function restoreImages(
  { target, upstream }: OpenRoute,
  commit: string,
  progress: Progress,
): Promise<void> {
  if (target.environment.bundles !== 'promote' || !upstream) return;
  const lost = await lostImages(target, commit).catch(() => []);
  if (lost.length === 0) return;
  const above = await openTarget(upstream);
  const here = target.environment.name;
  for (const image of lost) {
    if (!(await has(above, image))) throw lostInBoth(image, commit, above, target);
    progress.say(`${here}: has lost the image ${nameOf(image)}, which ${upstream.name} has`);
  }
  await copyImages(lost, above, target, progress);
}

async function lostImages(target: Target, commit: string): Promise<readonly BundledImage[]> {
  const { images = [] } = (await lookUp(await shelfOf(target), commit)) ?? {};
  const known = await Promise.all(images.map((image) => has(target, image)));
  return images.filter((_, at) => !known[at]);
}

async function has(target: Target, { repository, digest }: BundledImage): Promise<boolean> {
  const found = await findImage(target.account, repository, { imageDigest: digest });
  return found !== undefined;
}

const nameOf = ({ repository, digest }: BundledImage) => `${repository}@${shortDigest(digest)}`;

function lostInBoth(
  image: BundledImage,
  commit: string,
  above: Target,
  { environment }: Target,
): GitenvError {
  return new GitenvError(
    'BUNDLE_BROKEN',
    `${environment.name} has lost the image ${nameOf(image)} of ${shortCommit(commit)}, and ${above.environment.name} has it neither`,
    {
      changed: 'nothing',
      hint: `delete bundles/${commit}/ from the bucket of ${environment.name}, and the commit is built anew`,
    },
  );
}
