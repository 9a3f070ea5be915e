import fs from 'node:fs';
import path from 'node:path';
import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { ServiceError } from '../../../service';
import { type Buildspec, BuildspecError } from '../buildspec/buildspec';
import { parseBuildspec } from '../buildspec/parse';
import { ArchiveError, unzip } from '../files/archive';
import { isInside } from '../files/inside';
import { parseLocation, readObject, saveObject } from '../objects';
import type { ArtifactLocation } from '../records';
import { PhaseFailure, type Run } from './run';

const defaultBuildspec = 'buildspec.yml';

/** Fills the source folders and reads the buildspec. @throws PhaseFailure and BuildspecError */
export async function downloadSource(run: Run): Promise<Buildspec> {
  const { pipeline } = run.record;
  if (pipeline) {
    for (const input of pipeline.inputs) await unpackInput(run, input, pipeline.primarySource);
    run.build.resolvedSourceVersion = pipeline.sourceRevision;
  } else {
    await unpack(
      run,
      run.build.source ?? { type: 'NO_SOURCE' },
      run.build.sourceVersion,
      run.source,
    );
    for (const source of run.build.secondarySources ?? [])
      await unpack(run, source, undefined, secondaryFolder(run, source.sourceIdentifier ?? ''));
  }
  return readBuildspec(run);
}

async function unpackInput(run: Run, input: ArtifactLocation, primary: string): Promise<void> {
  const folder = input.name === primary ? run.source : secondaryFolder(run, input.name);
  await unpackObject(run, input, folder);
}

function secondaryFolder(run: Run, name: string): string {
  const folder = path.join(run.folder, 'secondary', name);
  fs.mkdirSync(folder, { recursive: true });
  run.secondarySources.set(name, folder);
  return folder;
}

async function unpack(
  run: Run,
  source: ProjectSource,
  version: string | undefined,
  folder: string,
): Promise<void> {
  switch (source.type) {
    case 'NO_SOURCE':
      return;
    case 'S3': {
      const location = parseLocation(
        version?.startsWith('arn:') ? version : (source.location ?? ''),
      );
      if (!location) throw new PhaseFailure('CLIENT_ERROR', `${source.location} is not bucket/key`);
      return unpackObject(run, location, folder);
    }
    default:
      throw new PhaseFailure(
        'CLIENT_ERROR',
        `Source type ${source.type} is not implemented by this emulator`,
      );
  }
}

async function unpackObject(
  run: Run,
  location: { bucket: string; key: string },
  folder: string,
): Promise<void> {
  try {
    const archive = path.join(run.folder, 'source.zip');
    await saveObject(run.context, location, archive);
    await unzip(archive, folder);
    fs.rmSync(archive);
  } catch (error) {
    const from = `arn:aws:s3:::${location.bucket}/${location.key}`;
    if (error instanceof ArchiveError)
      throw new PhaseFailure('CLIENT_ERROR', `${from} cannot be unpacked: ${error.message}`);
    if (error instanceof ServiceError)
      throw new PhaseFailure('CLIENT_ERROR', `${error.code}: ${error.message} for ${from}`);
    throw error;
  }
}

async function readBuildspec(run: Run): Promise<Buildspec> {
  const written = run.build.source?.buildspec ?? '';
  if (written.includes('\n') || /^\s*\{/.test(written)) {
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
    return (await readObject(run.context, location)).toString('utf8');
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
