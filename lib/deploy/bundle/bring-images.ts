import { copyImage } from '../../aws/images/images';
import { findImage } from '../../aws/images/registry';
import { type BundledImage, type Manifest, shortDigest } from '../../bundle/manifest';
import { GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import {
  type ClosedEnvironment,
  type OpenEnvironment,
  openChecked,
} from '../../target/open-environment';

/** Copies images of a bundle from one environment's registry to another's. */
export async function copyImages(
  images: readonly BundledImage[],
  from: OpenEnvironment,
  to: OpenEnvironment,
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
  { manifest, commit }: { readonly manifest: Manifest; readonly commit: string },
  upstream: ClosedEnvironment,
  open: OpenEnvironment,
  progress: Progress,
): Promise<void> {
  if (open.environment.bundles !== 'promote') return;
  const lost = await lostImages(open, manifest).catch(() => []);
  if (lost.length === 0) return;
  const from = await openChecked(upstream);
  const [above, here] = [upstream.name, open.environment.name];
  for (const image of lost) {
    if (!(await has(from, image))) throw lostInBoth(image, commit, above, here);
    progress.say(`${here}: has lost the image ${nameOf(image)}, which ${above} has`);
  }
  await copyImages(lost, from, open, progress);
}

async function lostImages(
  open: OpenEnvironment,
  { images = [] }: Manifest,
): Promise<readonly BundledImage[]> {
  const known = await Promise.all(images.map((image) => has(open, image)));
  return images.filter((_, at) => !known[at]);
}

async function has(open: OpenEnvironment, { repository, digest }: BundledImage): Promise<boolean> {
  const found = await findImage(open.account, repository, { imageDigest: digest });
  return found !== undefined;
}

const nameOf = ({ repository, digest }: BundledImage) => `${repository}@${shortDigest(digest)}`;

function lostInBoth(image: BundledImage, commit: string, above: string, here: string): GitenvError {
  return new GitenvError(
    'BUNDLE_BROKEN',
    `${here} has lost the image ${nameOf(image)} of ${shortCommit(commit)}, and ${above} has it neither`,
    {
      changed: 'nothing',
      advice: `Delete bundles/${commit}/ and promoted/${commit}/ from the bucket of ${here}: then the commit is built anew.`,
    },
  );
}
