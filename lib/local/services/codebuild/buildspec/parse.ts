import { readArtifacts } from './artifacts';
import { readBatch } from './batch';
import { type Buildspec, BuildspecError, type CacheSpec, type ReportSpec } from './buildspec';
import { readEnvironment } from './environment';
import type { Field } from './field';
import { readPhases } from './phases';
import { readDocument } from './syntax';
import { refuseUser } from './user';

const topLevel = [
  'version',
  'run-as',
  'env',
  'proxy',
  'batch',
  'phases',
  'reports',
  'artifacts',
  'cache',
];

const hints: Readonly<Record<string, string>> = {
  commands: 'commands belong to a phase, under phases.',
  install: 'phases stand under "phases".',
  pre_build: 'phases stand under "phases".',
  build: 'phases stand under "phases".',
  post_build: 'phases stand under "phases".',
  variables: 'variables stand under "env".',
  steps: 'CodeBuild has phases with commands, not steps.',
  jobs: 'CodeBuild has phases with commands, not jobs.',
  'secondary-artifacts': 'it stands under "artifacts".',
  'exported-variables': 'it stands under "env".',
  'runtime-versions': 'it stands under "phases.install".',
};

/**
 * Reads a buildspec, YAML or JSON.
 * @throws BuildspecError with line, column, cause and remedy
 */
export function parseBuildspec(text: string): Buildspec {
  const { root, warnings } = readDocument(text);
  if (!root.isMap) throw root.fail('A buildspec starts with keys such as "version: 0.2".');
  const top = root.known(topLevel, hints);
  const version = readVersion(top.get('version'));
  refuseUser(top.get('run-as'));
  top.get('proxy')?.known(['upload-artifacts', 'logs']);
  const phases = top.get('phases');
  const batch = top.get('batch');
  if (!phases && !batch)
    throw new BuildspecError('A buildspec needs "phases" (or, for a batch, "batch").', 0, 0);
  const artifacts = readArtifacts(top.get('artifacts'));
  return {
    version,
    env: readEnvironment(top.get('env')),
    phases: readPhases(phases),
    artifacts: artifacts.primary,
    secondaryArtifacts: artifacts.secondary,
    reports: readReports(top.get('reports')),
    cache: readCache(top.get('cache')),
    batch: readBatch(batch),
    warnings,
  };
}

function readVersion(field: Field | undefined): '0.1' | '0.2' {
  if (!field) throw new BuildspecError('A buildspec needs "version: 0.2" at the top level.', 0, 0);
  const version = field.text();
  if (version === '0.1' || version === '0.2') return version;
  throw field.fail(`version must be 0.2 (or the older 0.1), not "${version}".`);
}

function readReports(field: Field | undefined): Readonly<Record<string, ReportSpec>> {
  const reports = (field?.entries() ?? []).map(([name, report]) => {
    const known = report.known(['files', 'base-directory', 'discard-paths', 'file-format']);
    const spec: ReportSpec = {
      files: known.get('files')?.texts() ?? [],
      baseDirectory: known.get('base-directory')?.text(),
      discardPaths: known.get('discard-paths')?.flag() ?? false,
      fileFormat: (known.get('file-format')?.text() ?? 'JUNITXML').toUpperCase(),
    };
    if (spec.files.length === 0) throw report.fail(`${report.path} needs "files".`);
    return [name, spec] as const;
  });
  return Object.fromEntries(reports);
}

function readCache(field: Field | undefined): CacheSpec {
  const known = field?.known(['key', 'fallback-keys', 'action', 'paths']);
  const action = known?.get('action');
  const word = action?.text();
  if (action && word !== 'restore' && word !== 'save')
    throw action.fail(`cache.action must be restore or save, not "${word}".`);
  const fallbackKeys = known?.get('fallback-keys')?.texts() ?? [];
  if (field && fallbackKeys.length > 5)
    throw field.fail('cache.fallback-keys holds at most 5 keys.');
  return {
    paths: known?.get('paths')?.texts() ?? [],
    key: known?.get('key')?.text(),
    fallbackKeys,
    restores: word !== 'save',
    saves: word !== 'restore',
  };
}
