import fs from 'node:fs';
import path from 'node:path';
import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { ServiceError } from '../../../base/service-error';
import { fieldsOf } from '../../../values/fields';
import { type Buildspec, BuildspecError } from '../buildspec/buildspec';
import { parseBuildspec } from '../buildspec/parse';
import { type Unzipped, unzip } from '../files/archive';
import { ArchiveError } from '../files/archive-error';
import { isInside } from '../files/inside';
import {
  keysBelow,
  type ObjectLocation,
  parseLocation,
  readObject,
  saveObject,
} from '../model/objects';
import type { PipelineJob } from '../model/records';
import { PhaseFailure, type Run } from '../run/run';
import { type CloneRequest, clone } from './clone';

const defaultBuildspec = 'buildspec.yml';

/** Fills the source folders and reads the buildspec. @throws PhaseFailure and BuildspecError */
export async function downloadSource(run: Run): Promise<Buildspec> {
  if (run.record.pipeline) await unpackInputs(run, run.record.pipeline);
  else await fetchSources(run);
  return readBuildspec(run);
}

async function unpackInputs(run: Run, { inputs, primarySource, sourceRevision }: PipelineJob) {
  run.build.resolvedSourceVersion = sourceRevision;
  for (const input of inputs) {
    const primary = input.name === primarySource;
    const folder = primary ? run.source : secondaryFolder(run, input.name);
    const commit = await unpackObject(run, input, folder);
    if (primary && commit) run.build.resolvedSourceVersion = commit;
  }
}

async function fetchSources(run: Run): Promise<void> {
  const { build } = run;
  const primary = build.source ?? { type: 'NO_SOURCE' };
  build.resolvedSourceVersion = await fetchSource(run, primary, build.sourceVersion, run.source);
  for (const source of build.secondarySources ?? []) {
    const name = source.sourceIdentifier ?? '';
    const version = build.secondarySourceVersions?.find((one) => one.sourceIdentifier === name);
    await fetchSource(run, source, version?.sourceVersion, secondaryFolder(run, name));
  }
}

function secondaryFolder(run: Run, name: string): string {
  const folder = path.join(run.folder, 'secondary', name);
  fs.mkdirSync(folder, { recursive: true });
  run.secondarySources.set(name, folder);
  return folder;
}

/** @returns the commit, where the source has commits */
async function fetchSource(
  run: Run,
  source: ProjectSource,
  version: string | undefined,
  folder: string,
): Promise<string | undefined> {
  switch (source.type) {
    case 'NO_SOURCE':
      return undefined;
    case 'S3': {
      const location = parseLocation(
        version?.startsWith('arn:') ? version : (source.location ?? ''),
      );
      if (!location) throw new PhaseFailure('CLIENT_ERROR', `${source.location} is not bucket/key`);
      return location.key.endsWith('/')
        ? copyFolder(run, location, folder)
        : unpackObject(run, location, folder);
    }
    case 'CODECOMMIT':
      return clone(run, folder, {
        address: source.location ?? '',
        version,
        depth: source.gitCloneDepth,
        submodules: source.gitSubmodulesConfig?.fetchSubmodules,
      });
    default:
      throw new PhaseFailure(
        'CLIENT_ERROR',
        `Source type ${source.type} is not implemented by this emulator`,
      );
  }
}

/** A location that ends in `/` stands for the objects below it, as they are. */
async function copyFolder(run: Run, from: ObjectLocation, folder: string): Promise<undefined> {
  const { asRole: context } = run;
  const keys = await orFailure(`arn:aws:s3:::${from.bucket}/${from.key}`, keysBelow(context, from));
  for (const key of keys) {
    const file = path.join(folder, key.slice(from.key.length));
    if (!isInside(folder, file))
      throw new PhaseFailure('CLIENT_ERROR', `${key} leads out of the source folder`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await saveObject(context, { bucket: from.bucket, key }, file);
  }
}

/** A zip is unpacked; what a pipeline's source action leaves for a full clone is a reference to be followed. */
async function unpackObject(
  run: Run,
  location: { bucket: string; key: string },
  folder: string,
): Promise<string | undefined> {
  const archive = path.join(run.folder, 'source.zip');
  const from = `arn:aws:s3:::${location.bucket}/${location.key}`;
  await orFailure(from, saveObject(run.asRole, location, archive));
  try {
    const reference = cloneReference(archive);
    if (reference) return await clone(run, folder, reference);
    noteLosses(run, await orFailure(from, unzip(archive, folder)));
    return undefined;
  } finally {
    fs.rmSync(archive, { force: true });
  }
}

function noteLosses({ log }: Run, { leftOut, lostPrograms, lostLinks }: Unzipped): void {
  for (const { name, target } of leftOut)
    log.note(`Warning: ${name} is left out: it links to ${target}, outside the source folder`);
  const lost = [
    lostPrograms.length > 0 && `${someOf(lostPrograms)} lost the executable bit`,
    lostLinks.length > 0 && `${someOf(lostLinks)} became a text file in place of a symbolic link`,
  ].filter((text) => text !== false);
  if (lost.length > 0)
    log.note(`Warning: the source is CodePipeline's zip of the commit: ${lost.join('; ')}`);
}

function someOf(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3), names.length - 3];
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** @throws PhaseFailure that names the object, for what is the object's fault */
async function orFailure<T>(from: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError)
      throw new PhaseFailure('CLIENT_ERROR', `${from} cannot be unpacked: ${error.message}`);
    if (error instanceof ServiceError)
      throw new PhaseFailure('CLIENT_ERROR', `${error.code}: ${error.message} for ${from}`);
    throw error;
  }
}

/** The small JSON document of CODEBUILD_CLONE_REF, if it is one. */
function cloneReference(file: string): CloneRequest | undefined {
  if (fs.statSync(file).size > 4096) return undefined;
  const text = fs.readFileSync(file, 'utf8');
  if (!text.startsWith('{')) return undefined;
  const { CloneUrl: address, CommitId: version } = fieldsOf(JSON.parse(text));
  if (address === undefined) return undefined;
  return {
    address: String(address),
    version: version === undefined ? undefined : String(version),
  };
}

async function readBuildspec(run: Run): Promise<Buildspec> {
  const written = run.build.source?.buildspec ?? '';
  if (written.includes('\n') || /^\s*(\{|version\s*:)/.test(written)) {
    run.log.note('YAML location is inline, in the project');
    return parseBuildspec(written);
  }
  if (written.startsWith('arn:')) {
    run.log.note(`YAML location is ${written}`);
    return parseBuildspec(await readFromBucket(run, written));
  }
  return readFromSource(run, written || defaultBuildspec);
}

async function readFromBucket(run: Run, arn: string): Promise<string> {
  const location = parseLocation(arn);
  if (!location) throw new BuildspecError(`${arn} is not the ARN of an S3 object`, 0, 0);
  try {
    return (await readObject(run.asRole, location)).toString('utf8');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new BuildspecError(`${arn} cannot be read: ${error.code}: ${error.message}`, 0, 0);
  }
}

function readFromSource(run: Run, name: string): Buildspec {
  const file = path.resolve(run.source, name);
  run.log.note(`YAML location is ${file}`);
  if (!isInside(run.source, file))
    throw new BuildspecError(`${name} is outside the source folder`, 0, 0);
  if (!fs.existsSync(file)) throw new BuildspecError(missing(run, name), 0, 0);
  if (!isInside(fs.realpathSync(run.source), fs.realpathSync(file)))
    throw new BuildspecError(`${name} is a link out of the source folder`, 0, 0);
  try {
    return parseBuildspec(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof BuildspecError)) throw error;
    throw new PhaseFailure('YAML_FILE_ERROR', `${name}: ${error.message}`);
  }
}

function missing(run: Run, name: string): string {
  const similar = fs
    .readdirSync(run.source)
    .find((entry) => /^buildspec\.(ya?ml|json)$/i.test(entry) && entry !== name);
  const hint = similar ? `; there is a ${similar}` : '';
  return `YAML file does not exist: ${name} is not in the source${hint}`;
}
