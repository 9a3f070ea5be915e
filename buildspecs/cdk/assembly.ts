import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';

/** A stack that an application of the CDK came out as. */
export interface AssemblyStack {
  /** As the CDK's command lists it, such as `dev-web` or `dev/web`. */
  readonly id: string;
  readonly name: string;
  /** Relative to the assembly's root. */
  readonly templateFile: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `aws://<account>/<region>`; `unknown-account` and `unknown-region` fit any. */
  readonly environment: string;
  /** Ids of the stacks that have to be there first. */
  readonly after: readonly string[];
  readonly assets: readonly FileAsset[];
}

/** A file or folder that has to lie in a bucket before the stack is changed. */
export interface FileAsset {
  /** Relative to the assembly's root. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly sha: string;
  /** Where it goes: to a bucket of the stack's own choice, or to the environment's by way of parameters. */
  readonly destination:
    | { readonly bucket: string; readonly key: string }
    | {
        readonly bucketParameter: string;
        readonly keyParameter: string;
        readonly hashParameter: string;
      };
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}

type Metadata = Readonly<
  Record<
    string,
    readonly { readonly type: string; readonly data?: Readonly<Record<string, string>> }[]
  >
>;

type Artifacts = Readonly<Record<string, Artifact>>;

/**
 * Every stack of an assembly, those of its stages too.
 * @throws GitenvError where it is no assembly, or a stack has container images, which no kit of stacks alone can bring
 */
export function readAssembly(root: string, folder = '.'): AssemblyStack[] {
  const artifacts = readArtifacts(root, folder);
  return Object.entries(artifacts).flatMap(([key, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly')
      return readAssembly(root, path.join(folder, String(artifact.properties?.directoryName)));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    return [stackOf(root, folder, artifacts, key, artifact)];
  });
}

function readArtifacts(root: string, folder: string): Artifacts {
  const file = path.join(root, folder, 'manifest.json');
  if (!fs.existsSync(file))
    throw new GitenvError(
      'BAD_COMMIT',
      'The bundle is no output of the CDK: it has no manifest.json',
    );
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { artifacts?: Artifacts }).artifacts ?? {};
}

function stackOf(
  root: string,
  folder: string,
  artifacts: Artifacts,
  key: string,
  artifact: Artifact,
): AssemblyStack {
  const { properties = {}, dependencies = [], environment = '' } = artifact;
  const id = artifact.displayName ?? key;
  const templateFile = String(properties.templateFile);
  const needed = dependencies.map((name) => ({ name, ...artifacts[name] }));
  const manifests = needed.filter(({ type }) => type === 'cdk:asset-manifest');
  return {
    id,
    name: String(properties.stackName ?? key),
    templateFile: path.join(folder, templateFile),
    tags: (properties.tags ?? {}) as Record<string, string>,
    environment,
    after: needed
      .filter(({ type }) => type === 'aws:cloudformation:stack')
      .map(({ name, displayName }) => displayName ?? name),
    assets: [
      ...parameterAssets(root, folder, id, artifact),
      ...manifests.flatMap(({ properties: { file } = {} }) =>
        listedAssets(root, folder, id, String(file)).filter(
          (asset) => asset.path !== path.join(folder, templateFile),
        ),
      ),
    ],
  };
}

/** As the legacy synthesizer says them: the template has parameters for where they are. */
function parameterAssets(
  root: string,
  folder: string,
  id: string,
  artifact: Artifact,
): FileAsset[] {
  const { additionalMetadataFile: file } = artifact;
  const beside = file ? (read(root, folder, file) as Metadata) : {};
  const entries = [...Object.values(artifact.metadata ?? {}), ...Object.values(beside)].flat();
  return entries
    .filter(({ type }) => type === 'aws:cdk:asset')
    .map(({ data = {} }) => {
      if (data.packaging === 'container-image') throw hasImage(id, data.id ?? '');
      return {
        path: path.join(folder, data.path ?? ''),
        isFolder: data.packaging === 'zip',
        sha: data.sourceHash ?? data.id ?? '',
        destination: {
          bucketParameter: data.s3BucketParameter ?? '',
          keyParameter: data.s3KeyParameter ?? '',
          hashParameter: data.artifactHashParameter ?? '',
        },
      };
    });
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string; readonly packaging?: string };
        readonly destinations: Readonly<
          Record<string, { readonly bucketName: string; readonly objectKey: string }>
        >;
      }
    >
  >;
  readonly dockerImages?: Readonly<Record<string, unknown>>;
}

/** As the other synthesizers say them: in a bucket that the stack knows by name. */
function listedAssets(root: string, folder: string, id: string, file: string): FileAsset[] {
  const { files = {}, dockerImages = {} } = read(root, folder, file) as AssetManifest;
  const [image] = Object.keys(dockerImages);
  if (image !== undefined) throw hasImage(id, image);
  return Object.entries(files).flatMap(([sha, { source, destinations }]) => {
    if (source.path === undefined)
      throw new GitenvError(
        'BAD_COMMIT',
        `Stack ${id} has an asset that a program is to make (${sha})`,
      );
    const asset = {
      path: path.join(folder, source.path),
      isFolder: source.packaging === 'zip',
      sha,
    };
    return Object.values(destinations).map(({ bucketName: bucket, objectKey }) => ({
      ...asset,
      destination: { bucket, key: objectKey },
    }));
  });
}

function read(root: string, folder: string, file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(root, folder, file), 'utf8'));
}

function hasImage(stack: string, image: string): GitenvError {
  return new GitenvError(
    'BAD_COMMIT',
    `Stack ${stack} has the container image ${image.slice(0, 12)} as an asset, which this kit does not build: use the kit lambda-image or ecs`,
  );
}
