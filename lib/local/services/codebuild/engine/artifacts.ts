import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { ProjectArtifacts } from '@aws-sdk/client-codebuild';
import { ServiceError } from '../../../base/service-error';
import { buffersOf } from '../../../values/bytes';
import type { ArtifactsSpec } from '../buildspec/buildspec';
import { zip } from '../files/archive';
import { type SelectedFile, SelectionError, selectFiles } from '../files/select';
import { type ObjectLocation, writeObject } from '../model/objects';
import { expand } from '../run/commands';
import { PhaseFailure, type Run } from '../run/run';

/** Where one artifact goes, once it is known what it is called. */
interface Destination {
  readonly spec: ArtifactsSpec;
  /** Undefined where the files go one by one below `prefix`. */
  readonly object: ObjectLocation | undefined;
  readonly bucket: string;
  readonly prefix: string;
}

/** Collects, packs and uploads what the buildspec names, to the pipeline's store or the project's bucket. */
export async function uploadArtifacts(run: Run): Promise<void> {
  for (const { identifier, destination } of destinations(run)) {
    const spec = artifactSpec(run, identifier);
    if (!spec) continue;
    const expanded = await expandSpec(run, spec);
    await upload(run, await destination(expanded), identifier);
  }
}

interface Planned {
  /** Undefined for the artifact at the top level of `artifacts`. */
  readonly identifier: string | undefined;
  destination(spec: ArtifactsSpec): Destination;
}

function destinations(run: Run): readonly Planned[] {
  const { pipeline, project } = run.record;
  if (pipeline) {
    const single = pipeline.outputs.length === 1;
    return pipeline.outputs.map(({ name, bucket, key }) => ({
      identifier: single && !run.buildspec?.secondaryArtifacts?.[name] ? undefined : name,
      destination: (spec) => ({ spec, object: { bucket, key }, bucket, prefix: '' }),
    }));
  }
  const all = [project.artifacts, ...(project.secondaryArtifacts ?? [])];
  return all.flatMap((artifacts, index) =>
    artifacts?.type === 'S3'
      ? [
          {
            identifier: index === 0 ? undefined : artifacts.artifactIdentifier,
            destination: (spec: ArtifactsSpec) => inBucket(run, artifacts, spec),
          },
        ]
      : [],
  );
}

function artifactSpec(run: Run, identifier: string | undefined): ArtifactsSpec {
  const { artifacts, secondaryArtifacts } = run.buildspec ?? {};
  const spec = identifier === undefined ? artifacts : secondaryArtifacts?.[identifier];
  if (spec) return spec;
  const where =
    identifier === undefined ? 'artifacts' : `artifacts.secondary-artifacts.${identifier}`;
  throw new PhaseFailure(
    'CLIENT_ERROR',
    `no definition for artifact: the buildspec has no ${where}`,
  );
}

/** Names and paths may hold variables and substitutions of the build's own shell. */
async function expandSpec(run: Run, spec: ArtifactsSpec): Promise<ArtifactsSpec> {
  const { files, excludePaths } = spec;
  const [name = '', base = '', ...paths] = await expand(run, [
    spec.name ?? '',
    spec.baseDirectory ?? '',
    ...files,
    ...excludePaths,
  ]);
  return {
    ...spec,
    name: name || undefined,
    baseDirectory: base || undefined,
    files: paths.slice(0, files.length),
    excludePaths: paths.slice(files.length),
  };
}

/** Where S3 artifacts go: `path/<build id>/name`, each part as the project says. */
function inBucket(run: Run, artifacts: ProjectArtifacts, spec: ArtifactsSpec): Destination {
  const uuid = run.id.slice(run.id.lastIndexOf(':') + 1);
  const own = artifacts.overrideArtifactName ? spec.name : undefined;
  const zipped = artifacts.packaging === 'ZIP';
  const name = own ?? artifacts.name ?? run.build.projectName ?? '';
  const parts = [
    artifacts.path,
    artifacts.namespaceType === 'BUILD_ID' ? spec.s3Prefix : undefined,
    artifacts.namespaceType === 'BUILD_ID' ? uuid : undefined,
    name === '/' ? undefined : name,
  ];
  const key = parts
    .map((part) => (part ?? '').replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  const bucket = (artifacts.location ?? '').replace(/^arn:[\w-]+:s3:::/, '');
  return { spec, object: zipped ? { bucket, key } : undefined, bucket, prefix: key };
}

async function upload(
  run: Run,
  { spec, object, bucket, prefix }: Destination,
  identifier: string | undefined,
): Promise<void> {
  const files = select(run, spec);
  const metadata = { 'codebuild-buildarn': run.build.arn ?? '' };
  try {
    if (object) await uploadZip(run, files, object, metadata, identifier);
    else
      for (const { name, source } of files)
        await writeObject(
          run.asRole,
          { bucket, key: path.posix.join(prefix, name) },
          fs.createReadStream(source),
          metadata,
        );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PhaseFailure('CLIENT_ERROR', `${error.code}: ${error.message} for ${bucket}`);
  }
}

function select(run: Run, spec: ArtifactsSpec): readonly SelectedFile[] {
  run.log.note(`Expanding base directory path: ${spec.baseDirectory ?? '.'}`);
  run.log.note('Assembling file list');
  try {
    const files = selectFiles(run.source, spec);
    if (files.length === 0)
      throw new PhaseFailure(
        'CLIENT_ERROR',
        `no matching artifact paths found: ${spec.files.join(', ')} in ${spec.baseDirectory ?? '.'}`,
      );
    run.log.note(`Found ${files.length} file(s)`);
    return files;
  } catch (error) {
    if (error instanceof SelectionError) throw new PhaseFailure('CLIENT_ERROR', error.message);
    throw error;
  }
}

async function uploadZip(
  run: Run,
  files: readonly SelectedFile[],
  object: ObjectLocation,
  metadata: Readonly<Record<string, string>>,
  identifier: string | undefined,
): Promise<void> {
  const archive = path.join(run.folder, `artifact-${identifier ?? 'primary'}.zip`);
  await zip(files, archive);
  const digest = createHash('sha256');
  for await (const bytes of buffersOf(fs.createReadStream(archive))) digest.update(bytes);
  await writeObject(run.asRole, object, fs.createReadStream(archive), metadata);
  fs.rmSync(archive);
  const location = `arn:aws:s3:::${object.bucket}/${object.key}`;
  const entry = { location, ...(!run.record.pipeline && { sha256sum: digest.digest('hex') }) };
  if (identifier === undefined || run.record.pipeline?.outputs.length === 1) {
    run.build.artifacts = { ...run.build.artifacts, ...entry };
    return;
  }
  const others = run.build.secondaryArtifacts ?? [];
  run.build.secondaryArtifacts = [
    ...others.filter(({ artifactIdentifier }) => artifactIdentifier !== identifier),
    { ...entry, artifactIdentifier: identifier },
  ];
}
