import { callBucket } from '../../aws/pipeline/bucket';
import { shortDigest } from '../../bundle/manifest';
import type { StoredBundle } from '../../bundle/store';
import { leavePromotion, type VouchedBundle } from '../../bundle/vouched';
import { GitenvError } from '../../errors';
import { objectKeys } from '../../object-keys';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import type { SeenEnvironment } from '../../target/evidence';
import type { OpenEnvironment } from '../../target/open-environment';
import { restoreImages } from './bring-images';
import {
  bundlesOf,
  type EnvironmentBundles,
  findBundle,
  releasedDigest,
  takenBundle,
} from './bundles';
import { carryBundle } from './copy-bundle';

/** A commit that moves from one environment to the next. */
export interface Carried {
  readonly commit: string;
  readonly upstream: OpenEnvironment;
  readonly open: OpenEnvironment;
  /** Somebody releases what is here, whatever was tested upstream. */
  readonly keepsOwn?: boolean;
  /** How the environment before was a moment ago. */
  readonly seen?: SeenEnvironment | undefined;
  /** What was found, if it is being looked for already. */
  readonly tested?: Promise<TestedBundle> | undefined;
}

/** What two environments have of a commit. */
export interface TestedBundle {
  readonly from: EnvironmentBundles;
  readonly to: EnvironmentBundles;
  /** What the one before has released of it. */
  readonly digest: string | undefined;
  /** What a build of it would take here. */
  readonly taken: VouchedBundle | undefined;
  readonly bytes: () => Promise<Bytes | undefined>;
}

/** Looks for it in both at the same time, and changes nothing. */
export async function testedBundle(carried: Carried): Promise<TestedBundle> {
  const { commit, upstream, open, seen } = carried;
  const [from, to] = await Promise.all([bundlesOf(upstream), bundlesOf(open)]);
  const released = releasedDigest(from, commit, seen);
  const bytes = released.then((it) => whereItLies(it, carried, from, to));
  bytes.catch(() => undefined);
  const [digest, taken] = await Promise.all([released, takenBundle(to, commit)]);
  return { from, to, digest, taken, bytes: () => bytes };
}

/**
 * Has an environment deploy exactly the bundle that the environment before has released of a commit. That one's
 * CodePipeline says which it is, asked with the credentials that this user has there. The bytes are copied, unless both
 * environments pull them from one bucket, and the name of a mark says to the build which bundle it is.
 * @throws GitenvError NO_BUNDLE where bundles are pulled, and there is none; BUNDLE_DIFFERS where the environment has another bundle of the commit; BUNDLE_BROKEN where the bundle is
 *   not what its manifest says
 */
export async function bringBundle(carried: Carried, progress: Progress): Promise<void> {
  const { commit, upstream, open, keepsOwn = false } = carried;
  const { from, to, digest, taken, bytes } = await (carried.tested ?? testedBundle(carried));
  const [above, here] = [upstream.environment.name, open.environment.name];
  if (digest === undefined) {
    if (!taken && open.environment.bundles === 'pull') throw hasToBuild(commit, above, here);
    const what = `${above} has no bundle of ${shortCommit(commit)}`;
    return progress.say(`${here}: ${what}${taken ? '' : ', so it is built here'}`);
  }
  if (taken && taken.digest !== digest) {
    if (!keepsOwn) throw differs(commit, digest, taken, from, to);
    return progress.say(
      `${here}: has a bundle of its own, ${shortDigest(taken.digest)}, and ${above} has ${shortDigest(digest)}: its own is deployed`,
    );
  }
  if (!(await hasBytes(digest, await bytes(), carried, from, to, progress))) return;
  if (!taken || open.environment.bundles === 'pull') await mark(to, commit, digest);
}

/** A bundle as two environments have it, looked for in both at the same time. */
interface Bytes {
  readonly here: StoredBundle | undefined;
  readonly above: () => Promise<StoredBundle | undefined>;
}

async function whereItLies(
  digest: string | undefined,
  { commit, open }: Carried,
  from: EnvironmentBundles,
  to: EnvironmentBundles,
): Promise<Bytes | undefined> {
  if (digest === undefined || open.environment.bundles === 'pull') return undefined;
  const above = findBundle(from, digest, commit);
  above.catch(() => undefined);
  return { here: await findBundle(to, digest, commit), above: () => above };
}

/** @returns false where nobody has them any more, so that the commit is built here */
async function hasBytes(
  digest: string,
  bytes: Bytes | undefined,
  { commit, upstream, open }: Carried,
  from: EnvironmentBundles,
  to: EnvironmentBundles,
  progress: Progress,
): Promise<boolean> {
  if (!bytes) return true;
  const [above, here] = [upstream.environment.name, open.environment.name];
  if (bytes.here) {
    const before = { name: above, open: async () => upstream };
    await restoreImages({ manifest: bytes.here.manifest, commit }, before, open, progress);
    return true;
  }
  const stored = await bytes.above();
  if (!stored) {
    progress.say(
      `${here}: ${above} has lost the bundle ${shortDigest(digest)} of ${shortCommit(commit)}, so it is built here`,
    );
    return false;
  }
  await carryBundle(stored, commit, from, to, progress);
  return true;
}

/** Says to the environment's builds which bundle of the commit is the one to deploy. */
export function mark(to: EnvironmentBundles, commit: string, digest: string): Promise<void> {
  return callBucket(to.open.account, to.bucket, () => leavePromotion(to.bucket, commit, digest));
}

/** Its build would say so only once the branch has moved. */
function hasToBuild(commit: string, above: string, here: string): GitenvError {
  return new GitenvError(
    'NO_BUNDLE',
    `${here} pulls its bundles and builds none, and ${above} has no bundle of ${shortCommit(commit)}: ${above} has to release it first`,
    { changed: 'nothing', hint: `gitenv push ${above} ${commit}` },
  );
}

function differs(
  commit: string,
  digest: string,
  taken: VouchedBundle,
  from: EnvironmentBundles,
  to: EnvironmentBundles,
): GitenvError {
  const [above, here] = [from.open.environment.name, to.open.environment.name];
  const below = taken.by === 'promotion' ? objectKeys.promotions(commit) : objectKeys.notes(commit);
  return new GitenvError(
    'BUNDLE_DIFFERS',
    `${here} has another bundle of ${shortCommit(commit)} (${shortDigest(taken.digest)}) than ${above} (${shortDigest(digest)}): the build is not reproducible, and what was tested in ${above} would not be what runs in ${here}`,
    {
      changed: 'nothing',
      advice: `--skip-upstream releases the bundle that ${here} has. To take the bundle of ${above}, delete s3://${to.bucket.name}/${below} first.`,
      hint: `gitenv push ${here} ${shortCommit(commit)} --skip-upstream --reason '…'`,
    },
  );
}
