import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../../lib/bundle/files';
import { digestOf, type Manifest, shortDigest } from '../../lib/bundle/manifest';
import { pack } from '../../lib/bundle/pack';
import { findManifest, storeArchive, storeManifest } from '../../lib/bundle/store';
import { assetsVariables, buildVariables, kitProgram } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { noteBuilt } from './bundles/bundle-folder';
import { locateBundle, reach, share, storingPlace } from './bundles/places';
import { demandToBuild, refuseImages } from './bundles/pull';
import { inputDigests } from './components/inputs';
import { makeImage } from './image/make-image';
import { handOver } from './job/handover';
import type { Job } from './job/job';
import { runIfPresent, runPlaced } from './job/programs';
import { scratchFolder, writing } from './job/scratch';
import { checkOutSources } from './sources/check-out';
import { treeOf } from './sources/commit-tree';

export interface BundleOptions {
  /** What tests and builds the commit. */
  readonly command: readonly string[];
  /** Whether an application without that program has nothing to test or build. */
  readonly ifPresent: boolean;
  /** The folder whose files are the bundle, relative to the root; or several folders and files, which are in it by their whole paths. */
  readonly from: readonly string[];
  /** Whether the application is an image as well, which is made and pushed once the command has succeeded. */
  readonly image: boolean;
}

/**
 * Builds a commit once: where its bundle is stored already, nothing is tested or built again.
 * @throws GitenvError where the command fails or leaves nothing
 */
export async function bundle(job: Job, options: BundleOptions): Promise<void> {
  if (options.image) refuseImages(job);
  const found = await locateBundle(job);
  const known = found?.manifest;
  if (known && found.isWhole) {
    const { digest, environment, finishedAt } = known;
    job.say(
      `The bundle ${shortDigest(digest)} of this commit was built for ${environment} at ${finishedAt}: tests and build are skipped.`,
    );
    await share(job, found);
    return handOver(job, known);
  }
  demandToBuild(job, known);
  if (known) job.say(`The bundle of this commit has gone from the bucket: building it again.`);
  const startedAt = new Date();
  await checkOutSources(job);
  const components = await inputDigests(job);
  const env = commitOnly(job);
  const run = options.ifPresent ? runIfPresent : runPlaced;
  await run(job, options.command, { cwd: job.root, env });
  const images = options.image ? [await makeImage(job, env)] : undefined;
  await keep(job, options, { startedAt, components, images, gone: known });
}

/** A bundle belongs to its commit: what it is made of must not depend on the environment that builds it first. */
function commitOnly({ env }: Job): Job['env'] {
  const { environment, bucket, executionId } = buildVariables;
  const hidden = [environment, bucket, executionId, ...Object.values(assetsVariables)];
  return { ...env, ...Object.fromEntries(hidden.map((name) => [name, undefined])) };
}

interface Begun {
  readonly startedAt: Date;
  readonly components: Manifest['components'];
  readonly images: Manifest['images'];
  /** Of a bundle that was there before, and whose archive is not. */
  readonly gone: Manifest | undefined;
}

async function keep(
  job: Job,
  { from }: BundleOptions,
  { startedAt, components, images, gone }: Begun,
): Promise<void> {
  const [within = '.', ...more] = from;
  const base = more.length === 0 ? within : '.';
  const folder = path.join(job.root, base);
  const files = await filesToBundle(folder, base, more.length === 0 ? [] : from);
  const file = path.join(scratchFolder('archive'), 'archive.zip');
  const archive = await writing('the archive of the bundle', () => pack(folder, files, file));
  const tree = await treeOf(job);
  const manifest: Manifest = {
    version: 1,
    commit: job.commit,
    ...(tree !== undefined && { tree }),
    digest: digestOf(files, images),
    files,
    archive,
    ...(components && { components }),
    ...(images && { images }),
    builder: { image: job.env.CODEBUILD_BUILD_IMAGE ?? 'unknown', node: process.version },
    environment: job.environment,
    execution: job.execution,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
  };
  const kept = job.purpose === 'release' ? await stored(job, manifest, file, gone) : manifest;
  handOver(job, kept);
  if (kept.digest === manifest.digest) noteBuilt(job, base);
}

async function filesToBundle(
  folder: string,
  from: string,
  only: readonly string[],
): Promise<Manifest['files']> {
  if (!fs.existsSync(folder))
    throw new GitenvError('BAD_COMMIT', `The build left no folder ${from} to be bundled`);
  const missing = only.find((name) => !fs.existsSync(path.join(folder, name)));
  if (missing !== undefined)
    throw new GitenvError('BAD_COMMIT', `The build left no ${missing} to be bundled`);
  const own = new Set(['.git', path.posix.dirname(kitProgram)]);
  const wanted = only.map((name) => path.posix.normalize(name).replace(/\/$/, ''));
  const files = filesBelow(folder, (it) => own.has(it) || !isOf(it, wanted));
  if (files.length === 0)
    throw new GitenvError('BAD_COMMIT', `The build left nothing in ${from} to be bundled`);
  return files;
}

/** Whether a path is one of these, below one of them, or above: a folder above has to be entered. An empty list is all. */
function isOf(relative: string, wanted: readonly string[]): boolean {
  return (
    wanted.length === 0 ||
    wanted.some((it) => `${relative}/`.startsWith(`${it}/`) || it.startsWith(`${relative}/`))
  );
}

/** @returns the bundle to deploy: where two builds of a commit ran at once, the first that was stored */
async function stored(
  job: Job,
  manifest: Manifest,
  file: string,
  gone: Manifest | undefined,
): Promise<Manifest> {
  const short = shortDigest(manifest.digest);
  const place = storingPlace(job);
  await reach(job, place, () => storeArchive(place, manifest, file));
  if (gone) {
    job.say(
      gone.digest === manifest.digest
        ? `It has the digest ${short} as before.`
        : `It has the digest ${short}, and had ${shortDigest(gone.digest)}: the build is not reproducible, and what was tested before is lost.`,
    );
    return manifest;
  }
  if (await storeManifest(place, manifest)) {
    const { bytes } = manifest.archive;
    const count = manifest.files.length;
    const files = count === 1 ? '1 file' : `${count} files`;
    job.say(`Bundled ${files} (${bytes} bytes) as ${short}.`);
    return manifest;
  }
  const first = await findManifest(place, job.commit);
  if (!first)
    throw new GitenvError('NO_BUNDLE', 'The bundle of another build of this commit came and went');
  job.say(
    first.digest === manifest.digest
      ? `Another build of this commit stored the same bundle ${short} first.`
      : `Another build of this commit stored ${shortDigest(first.digest)} first, which is deployed instead of ${short}: the build is not reproducible.`,
  );
  return first;
}
