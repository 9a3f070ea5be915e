import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../../lib/bundle/files';
import { digestOf, type Manifest, shortDigest } from '../../lib/bundle/manifest';
import { pack } from '../../lib/bundle/pack';
import { byDigest, storeWhole } from '../../lib/bundle/store';
import { leaveNote } from '../../lib/bundle/vouched';
import { assetsVariables, buildVariables, kitProgram } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { noteBuilt } from './bundles/bundle-folder';
import { type FoundBundle, locateBundle, reach, share, storingPlace } from './bundles/places';
import { demandToBuild, refuseImages } from './bundles/pull';
import { vouchedToBuild } from './bundles/vouch';
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
  if (options.image && job.purpose === 'store') throw noImageApart();
  // Whoever only builds wants to know whether it builds today.
  const isApart = job.purpose === 'build' || job.purpose === 'store';
  const vouched = isApart ? undefined : await vouchedToBuild(job);
  const found = vouched && (await locateBundle(job, vouched.digest));
  if (found?.isWhole) return take(job, found);
  demandToBuild(job, vouched?.digest);
  if (vouched) job.say(`The bundle of this commit has gone from the bucket: building it again.`);
  const startedAt = new Date();
  await checkOutSources(job);
  const components = await inputDigests(job);
  const env = commitOnly(job);
  const run = options.ifPresent ? runIfPresent : runPlaced;
  await run(job, options.command, { cwd: job.root, env });
  const images = options.image ? [await makeImage(job, env)] : undefined;
  await keep(job, options, { startedAt, components, images, gone: vouched?.digest });
}

async function take(job: Job, found: FoundBundle): Promise<void> {
  const { digest, environment, finishedAt } = found.manifest;
  job.say(
    `The bundle ${shortDigest(digest)} of this commit was built for ${environment} at ${finishedAt}: tests and build are skipped.`,
  );
  await share(job, found);
  await note(job);
  handOver(job, found.manifest);
}

/** Where later builds of the commit learn which execution to ask CodePipeline about. */
async function note({ purpose, bucket, commit, execution }: Job): Promise<void> {
  if (purpose === 'release') await leaveNote(bucket, commit, execution);
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
  /** Digest of the bundle that was built before, and is not there any more. */
  readonly gone: string | undefined;
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
    version: 2,
    commit: job.commit,
    ...(tree !== undefined && { tree }),
    digest: digestOf(files, images, components),
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
  if (job.purpose === 'release' || job.purpose === 'store') await store(job, manifest, file, gone);
  await note(job);
  handOver(job, manifest);
  noteBuilt(job, base);
}

/** Tags of images are immutable, and one that is made again has another digest. */
function noImageApart(): GitenvError {
  return new GitenvError('USAGE', 'An image is not stored again outside of a release', {
    advice: 'gitenv build without --store builds it, and stores nothing.',
  });
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

async function store(
  job: Job,
  manifest: Manifest,
  file: string,
  gone: string | undefined,
): Promise<void> {
  const { digest, archive, files } = manifest;
  const short = shortDigest(digest);
  const place = storingPlace(job);
  const isNew = await reach(job, place, () =>
    storeWhole({ manifest, place, layout: byDigest(digest) }, file),
  );
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  job.say(
    isNew
      ? `Bundled ${count} (${archive.bytes} bytes) as ${short}.`
      : `The bundle ${short} is stored already.`,
  );
  if (gone === undefined) return;
  job.say(
    gone === digest
      ? `It has the digest ${short} as before.`
      : `It has the digest ${short}, and had ${shortDigest(gone)}: the build is not reproducible, so this is not what was tested before.`,
  );
}
