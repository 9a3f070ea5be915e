import { deleteImages } from '../aws/images/list-images';
import { deleteObjects, presentObjects } from '../aws/objects/delete-objects';
import { callBucket } from '../aws/pipeline/bucket';
import type { Progress } from '../release/following/progress';
import { countOf } from '../release/wording';
import { isArchive } from './keys';
import type { ObjectKind, Unneeded } from './objects';
import type { PrunablePlace } from './place';
import { findPrunable, type Prunable, type PruneQuestion } from './prunable';

/** So many objects are deleted between two words about it. */
const toldAt = 1000;

/**
 * Deletes what was shown, less what somebody needs by now. Interrupted anywhere, it leaves nothing that is taken for
 * whole and is not: a bundle loses its manifest first, and its mark and its images after it.
 * @returns what was deleted
 * @throws GitenvError what AWS refuses; what was deleted before stays deleted
 */
export async function prune(
  shown: Prunable,
  question: PruneQuestion,
  progress: Progress,
): Promise<Prunable> {
  const { name } = question.environment;
  progress.whenInterrupted(
    `Interrupted while pruning ${name}. What is left is whole.`,
    `gitenv prune ${name}`,
  );
  // What is asked has been said when it was shown.
  const pruned = inBoth(shown, await findPrunable(question, { say: () => undefined }));
  for (const place of pruned.places) await prunePlace(place, name, progress);
  const digests = pruned.images.map(({ digest }) => digest);
  if (digests.length > 0) progress.say(`${name}: deleting ${countOf(digests.length, 'images')}`);
  await deleteImages(pruned.open.account, pruned.open.application, digests);
  return pruned;
}

/** Somebody may have begun a release since it was shown, and nobody has agreed to what was not shown. */
function inBoth(shown: Prunable, now: Prunable): Prunable {
  const keys = new Set(
    shown.places.flatMap(({ bucket, unneeded }) =>
      unneeded.flatMap((it) => it.keys.map((key) => `${bucket.name}/${key}`)),
    ),
  );
  const digests = new Set(shown.images.map(({ digest }) => digest));
  return {
    ...now,
    places: now.places.map((place) => ({
      ...place,
      unneeded: place.unneeded.filter((it) =>
        it.keys.every((key) => keys.has(`${place.bucket.name}/${key}`)),
      ),
    })),
    images: now.images.filter(({ digest }) => digests.has(digest)),
  };
}

/** Deletes what of a place nothing needs, in an order that leaves no bundle that is taken for whole and is not. */
export async function prunePlace(
  { account, bucket, unneeded }: PrunablePlace,
  name: string,
  { say }: Pick<Progress, 'say'>,
): Promise<void> {
  const total = unneeded.reduce((sum, { keys }) => sum + keys.length, 0);
  if (total === 0) return;
  say(`${name}: deleting ${countOf(total, 'objects')} of ${bucket.name}`);
  let deleted = 0;
  const remove = (keys: readonly string[]) =>
    deleteObjects(bucket, keys, () => {
      deleted += 1;
      if (deleted % toldAt === 0) say(`${name}: ${deleted} of ${total} objects deleted`);
    });
  const bundled = keysOf(unneeded, ['bundles']);
  const manifests = bundled.filter((key) => !isArchive(key));
  await callBucket(account, bucket, async () => {
    await remove(manifests);
    await remove(bundled.filter(isArchive));
    // A build that made the same bundle meanwhile has found the archive there, and it is not there any more.
    await deleteObjects(bucket, await presentObjects(bucket, manifests));
    await remove(keysOf(unneeded, ['marks', 'templates', 'assets']));
  });
}

function keysOf(unneeded: readonly Unneeded[], kinds: readonly ObjectKind[]): string[] {
  return unneeded.filter(({ kind }) => kinds.includes(kind)).flatMap(({ keys }) => keys);
}
