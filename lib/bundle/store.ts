import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { Bucket } from '../aws/objects/bucket';
import { describeObject, readObject, storeObject } from '../aws/objects/object-store';
import { askBucket } from '../aws/objects/request';
import { failureStatus, GitenvError } from '../errors';
import { objectKeys } from '../object-keys';
import { type Manifest, parseManifest, sha256Of } from './manifest';

/** A bucket, and where in it bundles lie. */
export interface BundlePlace extends Bucket {
  /** What their keys begin with; in an environment's own bucket it goes without saying. */
  readonly below?: string;
}

/** The keys of the two objects of a bundle. */
export interface BundleKeys {
  readonly manifest: string;
  /** @param sha256 of the archive, 64 hex digits */
  archive(sha256: string): string;
}

/** Where a bundle's two objects lie, in whatever place it is. */
export type BundleLayout = (place: BundlePlace) => BundleKeys;

/** A bundle that a place has the manifest of. */
export interface StoredBundle {
  readonly manifest: Manifest;
  readonly place: BundlePlace;
  readonly layout: BundleLayout;
}

/** Below its own digest, where nothing has to be believed about it. */
export function byDigest(digest: string): BundleLayout {
  return ({ below }) => ({
    manifest: objectKeys.bundleManifest(digest, below),
    archive: (sha256) => objectKeys.bundleArchive(digest, sha256, below),
  });
}

/** Below its commit, where programs before contract version 3 look for it. */
export function byCommit(commit: string): BundleLayout {
  return ({ below }) => ({
    manifest: objectKeys.manifest(commit, below),
    archive: (sha256) => objectKeys.archive(commit, sha256, below),
  });
}

/** Where the bundle of a manifest lies: only programs before contract version 3 wrote version 1. */
export function layoutOf({ version, digest, commit }: Manifest): BundleLayout {
  return version === 1 ? byCommit(commit) : byDigest(digest);
}

/** What to delete of a place, so that the bundle is built again. */
export function folderOf(manifest: Manifest, place: BundlePlace): string {
  return folderOfKey(layoutOf(manifest)(place).manifest);
}

function folderOfKey(key: string): string {
  return key.replace(/[^/]*$/, '');
}

export function archiveKey({ manifest, place, layout }: StoredBundle): string {
  return layout(place).archive(manifest.archive.sha256);
}

/**
 * The bundle of this digest as a place has it.
 * @param commit below which it may lie as well
 * @throws GitenvError BUNDLE_BROKEN where something lies there that is no manifest of it, which nobody may replace
 */
export async function findStored(
  place: BundlePlace,
  digest: string,
  commit: string,
): Promise<StoredBundle | undefined> {
  const layout = byDigest(digest);
  const manifest = await readManifest(place, layout, digest);
  if (manifest) return { manifest, place, layout };
  const older = await findOlder(place, commit);
  return older?.manifest.digest === digest ? older : undefined;
}

/**
 * The bundle of a commit as a program before contract version 3 has stored it. Builds of other commits could write there,
 * so that what is no manifest says nothing.
 */
export async function findOlder(
  place: BundlePlace,
  commit: string,
): Promise<StoredBundle | undefined> {
  const layout = byCommit(commit);
  const stored = await readObject(place, layout(place).manifest);
  const manifest = stored && parseManifest(stored.toString('utf8'));
  return manifest?.commit === commit ? { manifest, place, layout } : undefined;
}

async function readManifest(
  place: BundlePlace,
  layout: BundleLayout,
  digest: string,
): Promise<Manifest | undefined> {
  const key = layout(place).manifest;
  const stored = await readObject(place, key);
  if (stored === undefined) return undefined;
  const manifest = parseManifest(stored.toString('utf8'));
  // In version 1 the digest leaves components out, so that anybody could make them up here.
  if (manifest?.digest === digest && manifest.version !== 1) return manifest;
  throw new GitenvError('BUNDLE_BROKEN', `s3://${place.name}/${key} is no manifest of ${digest}`, {
    further: `Delete ${folderOfKey(key)} from the bucket to build it again.`,
  });
}

/** Whether the archive is still there as well. */
export async function isWhole(stored: StoredBundle): Promise<boolean> {
  return hasArchive(stored.place, archiveKey(stored));
}

export async function hasArchive(place: BundlePlace, key: string): Promise<boolean> {
  try {
    await askBucket(place, { method: 'HEAD', key });
    return true;
  } catch (error) {
    if (failureStatus(error) === 404) return false;
    throw error;
  }
}

/**
 * Stores the archive. It goes first: once the manifest is there, the bundle is complete.
 * @returns false where one is there already; nothing is replaced
 */
export async function storeArchive(
  { manifest, place, layout }: StoredBundle,
  file: string,
): Promise<boolean> {
  const { sha256, bytes } = manifest.archive;
  return storeObject(place, layout(place).archive(sha256), {
    open: () => fs.createReadStream(file, { highWaterMark: 256 * 1024 }),
    bytes,
    sha256,
    headers: { 'content-type': 'application/zip' },
    onlyNew: true,
  });
}

/** @returns false where a manifest is there already; nothing is replaced */
export async function storeManifest({ manifest, place, layout }: StoredBundle): Promise<boolean> {
  const body = Buffer.from(`${JSON.stringify(manifest)}\n`);
  return storeBuffer(place, layout(place).manifest, body, { onlyNew: true });
}

/**
 * Stores a bundle below its digest, in the order that makes it complete. What is there already is the same bundle, in
 * perhaps another archive.
 * @returns false where it was there already
 * @throws GitenvError BUNDLE_BROKEN where something else is there, which nobody may replace
 */
export async function storeWhole(bundle: StoredBundle, file: string): Promise<boolean> {
  const { manifest, place } = bundle;
  // gitenv prune may take what was there, as long as it does not know that somebody counts on it.
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const made = await storeBoth(bundle, file);
    if (made === 'both' || (await isStored(bundle))) return made !== 'nothing';
  }
  throw new GitenvError(
    'BUNDLE_BROKEN',
    `The manifest of ${manifest.digest} in s3://${place.name} names an archive that is not there`,
    { further: `Delete ${folderOf(manifest, place)} from the bucket to build it again.` },
  );
}

/** @returns what was not there; `manifest` as well if an archive was */
async function storeBoth(
  bundle: StoredBundle,
  file: string,
): Promise<'both' | 'manifest' | 'nothing'> {
  const isOwn = await storeArchive(bundle, file);
  if (!isOwn) await demandSize(bundle);
  if (!(await storeManifest(bundle))) return 'nothing';
  return isOwn ? 'both' : 'manifest';
}

/** Whether the manifest that is there names an archive that is there. */
async function isStored({ manifest, place }: StoredBundle): Promise<boolean> {
  const found = await findStored(place, manifest.digest, manifest.commit);
  return found !== undefined && (await isWhole(found));
}

/** An archive of another size is not the one that its name says. Whoever fetches it looks at the rest of it. */
async function demandSize(bundle: StoredBundle): Promise<void> {
  const { manifest, place } = bundle;
  const key = archiveKey(bundle);
  const there = await describeObject(place, key);
  // It may have been deleted just now.
  if (!there || Number(there['content-length']) === manifest.archive.bytes) return;
  throw new GitenvError(
    'BUNDLE_BROKEN',
    `s3://${place.name}/${key} is not the archive that its name says`,
    { further: `Delete ${key} from the bucket to build it again.` },
  );
}

export async function storeBuffer(
  bucket: Bucket,
  key: string,
  body: Buffer,
  { onlyNew }: { onlyNew: boolean },
): Promise<boolean> {
  return storeObject(bucket, key, {
    open: () => Readable.from([body]),
    bytes: body.length,
    sha256: sha256Of(body),
    headers: { 'content-type': 'application/json' },
    onlyNew,
  });
}
