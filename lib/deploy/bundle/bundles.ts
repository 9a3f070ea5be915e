import type { Bucket } from '../../aws/objects/bucket';
import { callBucket } from '../../aws/pipeline/bucket';
import { type Voucher, vouchedFor } from '../../aws/pipeline/vouched';
import { findStored, isWhole, type StoredBundle } from '../../bundle/store';
import { builtBundle, type VouchedBundle, vouchedBundle } from '../../bundle/vouched';
import { GitenvError } from '../../errors';
import type { Release } from '../../release/release';
import { type Vouched, vouchedIn } from '../../release/vouched';
import type { SeenEnvironment } from '../../target/evidence';
import type { OpenEnvironment } from '../../target/open-environment';
import { Releases } from '../../target/releases';

/** Where an environment's bundles lie, and whose word counts about them. */
export interface EnvironmentBundles {
  readonly open: OpenEnvironment;
  readonly bucket: Bucket;
  readonly voucher: Voucher;
}

/** So many of the latest releases are looked through for one of a commit. */
const searched = 200;

export async function bundlesOf(open: OpenEnvironment): Promise<EnvironmentBundles> {
  const { account, pipeline } = open;
  return {
    open,
    bucket: await open.bucket(),
    voucher: { caller: account, pipeline },
  };
}

/**
 * What CodePipeline keeps of an environment's newest successful release of a commit; undefined if there was none lately.
 * @param seen a moment ago; AWS is asked for what it does not tell
 */
export async function vouchedRelease(
  open: OpenEnvironment,
  commit: string,
  seen?: SeenEnvironment,
): Promise<Vouched | undefined> {
  const known = seen && vouchedInSight(seen, commit);
  if (known) return known;
  const isIt = isSuccessOf(commit);
  const release = await new Releases(open).find(isIt, searched);
  const { account: caller, pipeline } = open;
  return release && (await vouchedFor({ caller, pipeline }, release.id));
}

/** The same if what was seen a moment ago tells it. */
export function vouchedInSight(
  { evidence: { releases, actions } }: SeenEnvironment,
  commit: string,
): Vouched | undefined {
  const release = releases.find(isSuccessOf(commit));
  const vouched = release && vouchedIn(actions.get(release.id) ?? []);
  return vouched?.isBuilt ? vouched : undefined;
}

const isSuccessOf = (commit: string) => (it: Release) =>
  it.commit === commit && it.status === 'Succeeded';

/**
 * The digest that an environment has released successfully of a commit, by its CodePipeline's word; of one that it has
 * only built where it has not released it.
 */
export async function releasedDigest(
  bundles: EnvironmentBundles,
  commit: string,
  seen?: SeenEnvironment,
): Promise<string | undefined> {
  const { open, bucket, voucher } = bundles;
  const vouched = await vouchedRelease(open, commit, seen);
  if (vouched?.isBuilt) return vouched.bundle;
  const built = await callBucket(open.account, bucket, () =>
    builtBundle({ bucket, voucher, commit }),
  );
  return built?.digest;
}

/** The bundle that a build of the commit would take in an environment now. */
export function takenBundle(
  { open, bucket, voucher }: EnvironmentBundles,
  commit: string,
): Promise<VouchedBundle | undefined> {
  return callBucket(open.account, bucket, () => vouchedBundle({ bucket, voucher, commit }));
}

/**
 * A bundle as the environment's own bucket has it.
 * @returns undefined if it is not there as a whole
 * @throws GitenvError BUNDLE_BROKEN if something else lies there
 */
export function findBundle(
  { open, bucket }: EnvironmentBundles,
  digest: string,
  commit: string,
): Promise<StoredBundle | undefined> {
  return callBucket(open.account, bucket, async () => {
    try {
      const found = await findStored(bucket, digest, commit);
      return found && (await isWhole(found)) ? found : undefined;
    } catch (error) {
      if (!(error instanceof GitenvError) || error.code !== 'BUNDLE_BROKEN') throw error;
      const { clause, further } = error;
      throw new GitenvError('BUNDLE_BROKEN', `${open.environment.name}: ${clause}`, { further });
    }
  });
}
