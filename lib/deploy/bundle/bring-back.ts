import { shortDigest } from '../../bundle/manifest';
import type { StoredBundle } from '../../bundle/store';
import type { VouchedBundle } from '../../bundle/vouched';
import { clauseOf, GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { shortCommit } from '../../release/wording';
import type { SeenEnvironment } from '../../target/evidence';
import {
  type ClosedEnvironment,
  lookedAtFor,
  type OpenEnvironment,
  openChecked,
} from '../../target/open-environment';
import { orWhyNot } from '../../target/why-not';
import { mark } from './bring-bundle';
import { restoreImages } from './bring-images';
import {
  bundlesOf,
  type EnvironmentBundles,
  findBundle,
  releasedDigest,
  takenBundle,
  vouchedInSight,
  vouchedRelease,
} from './bundles';
import { carryBundle } from './copy-bundle';

/** A commit that an environment has released before, and is to release again. */
export interface BroughtBack {
  readonly commit: string;
  readonly open: OpenEnvironment;
  readonly upstream: ClosedEnvironment | undefined;
  /** Those after it on the path, which are asked once it and the one before have lost the bundle. */
  readonly later?: readonly ClosedEnvironment[] | undefined;
  /** How the environment was a moment ago. */
  readonly seen?: SeenEnvironment | undefined;
  /** What it still has, if that is being looked for already. */
  readonly own?: Promise<OwnBundle> | undefined;
}

/** What an environment still has of a commit that it has released before. */
export interface OwnBundle {
  /** What a build of it would take. */
  readonly taken: VouchedBundle | undefined;
  /** What it is called by whoever released it; undefined if nobody knows one. */
  readonly digest: string | undefined;
  /** Undefined if it was lost. */
  readonly present: StoredBundle | undefined;
}

/** Looks for it, at the same time where it most likely is. */
export async function ownBundle({
  commit,
  open,
  seen,
}: Omit<BroughtBack, 'upstream' | 'later' | 'own'>): Promise<OwnBundle> {
  const to = await bundlesOf(open);
  const likely = seen && vouchedInSight(seen, commit)?.bundle;
  const there = likely === undefined ? undefined : findBundle(to, likely, commit);
  there?.catch(() => undefined);
  const taken = await takenBundle(to, commit);
  const digest = taken?.digest ?? likely ?? (await vouchedRelease(open, commit))?.bundle;
  const find = () => (digest === undefined ? undefined : findBundle(to, digest, commit));
  return { taken, digest, present: await (digest === likely ? there : find()) };
}

/**
 * Makes sure that an environment still has what it has deployed of a commit. Images and bundle that it has lost are
 * brought from the environment before it. If nobody has the bundle, it is said that the commit is built again. Nothing
 * that cannot be told is in the way of a way back.
 * @throws GitenvError BUNDLE_BROKEN where both have lost an image
 */
export async function bringBack(wanted: BroughtBack, progress: Progress): Promise<void> {
  const { open } = wanted;
  const { name, bundles: mode } = open.environment;
  try {
    const to = await bundlesOf(open);
    if (mode === 'pull' && open.environment.upstream !== undefined)
      await markAgain(wanted, to, progress);
    else await restore(wanted, to, progress);
  } catch (error) {
    const isFinal = !(error instanceof GitenvError) || error.code === 'BUNDLE_BROKEN';
    if (isFinal) throw error;
    // Whoever may only push learns nothing by that, and nothing could be brought to a first environment.
    if (error.code === 'ACCESS_DENIED' && !wanted.upstream) return;
    progress.say(`${name}: cannot tell whether its bundle is still there: ${clauseOf(error)}`);
  }
}

async function restore(
  wanted: BroughtBack,
  to: EnvironmentBundles,
  progress: Progress,
): Promise<void> {
  const { commit, open, upstream } = wanted;
  const { name, bundles: mode } = open.environment;
  const { taken, digest, present } = await (wanted.own ?? ownBundle(wanted));
  if (present) {
    if (upstream && mode === 'promote')
      await restoreImages({ manifest: present.manifest, commit }, upstream, open, progress);
    return;
  }
  const short = shortCommit(commit);
  if (upstream && mode === 'promote') {
    const from = await bundlesOf(await openChecked(upstream));
    const same = digest && (await findBundle(from, digest, commit));
    // A mark that is there allows no other beside it.
    const stored = same || (taken?.by === 'promotion' ? undefined : await otherIn(from, commit));
    if (stored) {
      if (digest !== undefined) progress.say(lost(name, digest, short));
      await carryBundle(stored, commit, from, to, progress);
      return mark(to, commit, stored.manifest.digest);
    }
  }
  // A build that bundles nothing keeps nothing that could be lost.
  if (digest === undefined) return;
  const kept = mode === 'promote' ? await keptLater(digest, wanted) : undefined;
  if (kept) {
    progress.say(lost(name, digest, short));
    await carryBundle(kept.stored, commit, kept.from, to, progress);
    // What a first environment takes is what it has built, by the word of its own pipeline.
    return upstream ? mark(to, commit, digest) : undefined;
  }
  progress.say(`${lost(name, digest, short)}, so it is built again`);
}

/** The very bytes, in an environment to which they were promoted: whatever lies below a digest is what the digest says. */
async function keptLater(
  digest: string,
  { commit, later = [] }: BroughtBack,
): Promise<{ stored: StoredBundle; from: EnvironmentBundles } | undefined> {
  for (const one of later) {
    const found = await orWhyNot(keptIn(one, digest, commit));
    // Whoever may not look there is no worse off than without it.
    if (!(found instanceof GitenvError) && found) return found;
  }
  return undefined;
}

async function keptIn(closed: ClosedEnvironment, digest: string, commit: string) {
  const from = await bundlesOf(lookedAtFor(await openChecked(closed)));
  const stored = await findBundle(from, digest, commit);
  return stored && { stored, from };
}

/** What an environment has released of a commit, whatever was deployed elsewhere. */
async function otherIn(
  from: EnvironmentBundles,
  commit: string,
): Promise<StoredBundle | undefined> {
  const digest = await releasedDigest(from, commit);
  return digest === undefined ? undefined : findBundle(from, digest, commit);
}

function lost(name: string, digest: string, short: string): string {
  return `${name}: has lost the bundle ${shortDigest(digest)} of ${short}`;
}

/** What was released before there were marks gets one, by the word of whoever released it. */
async function markAgain(
  { commit, upstream }: BroughtBack,
  to: EnvironmentBundles,
  progress: Progress,
): Promise<void> {
  const taken = await takenBundle(to, commit);
  if (taken?.by === 'promotion') return;
  const own = taken?.digest ?? (await vouchedRelease(to.open, commit))?.bundle;
  const digest =
    own ??
    (upstream && (await releasedDigest(await bundlesOf(await openChecked(upstream)), commit)));
  if (digest !== undefined) return mark(to, commit, digest);
  const { name } = to.open.environment;
  progress.say(`${name}: nobody knows a bundle of ${shortCommit(commit)} any more`);
}
