import { callBucket } from '../../aws/pipeline/bucket';
import { copyBundle } from '../../bundle/copy';
import { type Manifest, shortDigest } from '../../bundle/manifest';
import { clauseOf, GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import type { OpenEnvironment } from '../../target/open-environment';
import { copyImages, restoreImages } from './bring-images';
import { bundlesOf, type EnvironmentBundles, findBundle } from './bundles';

/**
 * Copies a commit's bundle from the environment before, with the credentials that this user has for the two, so that
 * the environment deploys what was tested there and builds nothing. Container images go along, by their digests.
 * @throws GitenvError BUNDLE_DIFFERS where the environment has another bundle of the commit; BUNDLE_BROKEN where the bundle is
 *   not what its manifest says
 */
export async function bringBundle(
  commit: string,
  upstream: OpenEnvironment,
  open: OpenEnvironment,
  progress: Progress,
): Promise<void> {
  const [from, to] = await Promise.all([bundlesOf(upstream), bundlesOf(open)]);
  const [manifest, present] = await Promise.all([findBundle(from, commit), findBundle(to, commit)]);
  const [above, here] = [upstream.environment.name, open.environment.name];
  if (!manifest) {
    const what = `${above} has no bundle of ${shortCommit(commit)}`;
    return progress.say(`${here}: ${what}${present ? '' : ', so it is built here'}`);
  }
  if (present) {
    demandSame(manifest, present, above, here);
    return restoreImages(commit, { name: above, open: async () => upstream }, open, progress);
  }
  progress.whenInterrupted(
    `Interrupted while copying a bundle to ${here}; nothing was released. Run the same command again.`,
  );
  const short = shortDigest(manifest.digest);
  progress.say(
    `${here}: copying the bundle ${short} (${inBytes(manifest.archive.bytes)}) from ${above}`,
  );
  // Before the bundle, whose manifest says that all of it is there.
  await copyImages(manifest.images ?? [], upstream, open, progress);
  if (await copy(manifest, from, to, progress)) return;
  const other = await findBundle(to, commit);
  if (other) demandSame(manifest, other, above, here);
}

/** At each quarter of a bundle that takes long. */
const longBytes = 64 * 1024 * 1024;

async function copy(
  manifest: Manifest,
  from: EnvironmentBundles,
  to: EnvironmentBundles,
  progress: Progress,
): Promise<boolean> {
  const { bytes } = manifest.archive;
  let [copied, told] = [0, 0];
  const onBytes = (count: number) => {
    copied += count;
    const quarter = Math.floor((4 * copied) / bytes);
    if (bytes < longBytes || quarter <= told || quarter > 3) return;
    told = quarter;
    progress.say(`${to.open.environment.name}: ${inBytes(copied)} of ${inBytes(bytes)} copied`);
  };
  try {
    return await callBucket(to.open.account, to.bucket, () =>
      copyBundle(manifest, from.bucket, to.bucket, onBytes),
    );
  } catch (error) {
    throw brokenOr(error, manifest, from);
  }
}

function brokenOr(
  error: unknown,
  { commit }: Manifest,
  { open, bucket }: EnvironmentBundles,
): unknown {
  const isOurs = error instanceof GitenvError;
  const cause = (isOurs ? error.cause : error) as Error | undefined;
  const isMismatch = cause?.name === 'XAmzContentSHA256Mismatch';
  if (!isMismatch && !(isOurs && error.code === 'BUNDLE_BROKEN')) return error;
  const why = isMismatch ? 'it is not what its manifest says' : clauseOf(error);
  return new GitenvError(
    'BUNDLE_BROKEN',
    `The bundle of ${shortCommit(commit)} in ${open.environment.name} cannot be used: ${why}`,
    { hint: `aws s3 ls s3://${bucket.name}/bundles/${commit}/`, cause: error },
  );
}

function demandSame(manifest: Manifest, present: Manifest, above: string, here: string): void {
  if (manifest.digest === present.digest) return;
  const { commit } = manifest;
  throw new GitenvError(
    'BUNDLE_DIFFERS',
    `${here} has another bundle of ${shortCommit(commit)} (${shortDigest(present.digest)}) than ${above} (${shortDigest(manifest.digest)}): the build is not reproducible, and what was tested in ${above} would not be what runs in ${here}`,
    {
      changed: 'nothing',
      advice: `Release ${here}'s own bundle by git push, or delete bundles/${commit}/ from its bucket.`,
      hint: `git push ${here} ${shortCommit(commit)}:main`,
    },
  );
}

/** Such as `1.4 MB`. */
function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
