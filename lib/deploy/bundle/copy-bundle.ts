import { callBucket } from '../../aws/pipeline/bucket';
import { copyBundle } from '../../bundle/copy';
import { shortDigest } from '../../bundle/manifest';
import { archiveKey, type StoredBundle } from '../../bundle/store';
import { clauseOf, GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { inBytes, shortCommit } from '../../release/wording';
import { copyImages } from './bring-images';
import type { EnvironmentBundles } from './bundles';

/**
 * Copies a bundle and its images from one environment to another.
 * @throws GitenvError BUNDLE_BROKEN where it is not what its manifest says
 */
export async function carryBundle(
  stored: StoredBundle,
  commit: string,
  from: EnvironmentBundles,
  to: EnvironmentBundles,
  progress: Progress,
): Promise<void> {
  const { digest, archive, images = [] } = stored.manifest;
  const here = to.open.environment.name;
  progress.whenInterrupted(
    `Interrupted while copying a bundle to ${here}; nothing was released. Run the same command again.`,
  );
  const what = `the bundle ${shortDigest(digest)} (${inBytes(archive.bytes)})`;
  progress.say(`${here}: copying ${what} from ${from.open.environment.name}`);
  // Before the bundle, whose manifest says that all of it is there.
  await copyImages(images, from.open, to.open, progress);
  try {
    await callBucket(to.open.account, to.bucket, () =>
      copyBundle(stored, to.bucket, telling(archive.bytes, here, progress)),
    );
  } catch (error) {
    throw brokenOr(error, commit, stored, from);
  }
}

/** At each quarter of a bundle that takes long. */
const longBytes = 64 * 1024 * 1024;

function telling(bytes: number, here: string, { say }: Progress): (count: number) => void {
  let [copied, told] = [0, 0];
  return (count) => {
    copied += count;
    const quarter = Math.floor((4 * copied) / bytes);
    if (bytes < longBytes || quarter <= told || quarter > 3) return;
    told = quarter;
    say(`${here}: ${inBytes(copied)} of ${inBytes(bytes)} copied`);
  };
}

function brokenOr(
  error: unknown,
  commit: string,
  stored: StoredBundle,
  { open }: EnvironmentBundles,
): unknown {
  const isOurs = error instanceof GitenvError;
  const cause = (isOurs ? error.cause : error) as Error | undefined;
  const isMismatch = cause?.name === 'XAmzContentSHA256Mismatch';
  if (!isMismatch && !(isOurs && error.code === 'BUNDLE_BROKEN')) return error;
  const why = isMismatch ? 'it is not what its manifest says' : clauseOf(error);
  return new GitenvError(
    'BUNDLE_BROKEN',
    `The bundle of ${shortCommit(commit)} in ${open.environment.name} cannot be used: ${why}`,
    { hint: `aws s3 ls s3://${stored.place.name}/${archiveKey(stored)}`, cause: error },
  );
}
