import type { ArtifactsSpec } from './buildspec';
import type { Field } from './field';

const keys = [
  'files',
  'name',
  'discard-paths',
  'base-directory',
  'exclude-paths',
  'enable-symlinks',
  's3-prefix',
];

interface Artifacts {
  readonly primary: ArtifactsSpec | undefined;
  readonly secondary: Readonly<Record<string, ArtifactsSpec>>;
}

export function readArtifacts(field: Field | undefined): Artifacts {
  if (!field || field.isNull) return { primary: undefined, secondary: {} };
  const secondary = field.entries().find(([name]) => name === 'secondary-artifacts')?.[1];
  const named = (secondary?.entries() ?? []).map(
    ([name, artifact]) => [name, readOne(artifact, keys)] as const,
  );
  const primary = readOne(field, [...keys, 'secondary-artifacts']);
  return {
    primary: primary.files.length === 0 && named.length > 0 ? undefined : primary,
    secondary: Object.fromEntries(named),
  };
}

function readOne(field: Field, names: readonly string[]): ArtifactsSpec {
  const known = field.known(names, {
    file: 'did you mean files?',
    paths: 'paths belongs to "cache"; artifacts have "files".',
  });
  return {
    files: known.get('files')?.texts() ?? [],
    name: known.get('name')?.text(),
    baseDirectory: known.get('base-directory')?.text(),
    discardPaths: known.get('discard-paths')?.flag() ?? false,
    excludePaths: known.get('exclude-paths')?.texts() ?? [],
    enableSymlinks: known.get('enable-symlinks')?.flag() ?? false,
    s3Prefix: known.get('s3-prefix')?.text(),
  };
}
