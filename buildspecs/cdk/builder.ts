import fs from 'node:fs';
import path from 'node:path';
import { clauseOf, GitenvError } from '../../lib/errors';
import type { Builder } from '../program/job/builder';
import type { Job } from '../program/job/job';
import { runCommand } from '../program/job/run-command';
import { installDeclared } from './install';

/** Where the templates of all environments lie, and nothing else. */
export const assemblyFolder = 'cdk.out';

interface CdkJson {
  readonly app?: unknown;
  readonly build?: unknown;
  readonly context?: object;
  readonly pathMetadata?: boolean;
  readonly assetMetadata?: boolean;
  readonly versionReporting?: boolean;
}

/**
 * Installs what the application of `cdk.json` declares, and runs it as the CDK's own command does, but without an account: what comes out is the same
 * for every environment, wherever it is built.
 * @throws GitenvError where there is no application, it fails, or it wants to know something of an account
 */
export const buildCdk: Builder = async (site) => {
  const { root } = site;
  const settings = readJson(path.join(root, 'cdk.json')) as CdkJson | undefined;
  if (typeof settings?.app !== 'string')
    throw new GitenvError(
      'BAD_COMMIT',
      'There is no cdk.json whose "app" says how the application is run',
    );
  const folder = path.join(root, assemblyFolder);
  fs.rmSync(folder, { recursive: true, force: true });
  const env = await installDeclared({ ...site, env: withoutAccount(site.env) }, settings.app);
  const surroundings = {
    cwd: root,
    env: {
      ...env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify(contextOf(root, settings)),
    },
  };
  for (const command of [settings.build, settings.app])
    if (typeof command === 'string') await runCommand(['sh', '-c', command], surroundings);
  if (!fs.existsSync(path.join(folder, 'manifest.json')))
    throw new GitenvError(
      'BAD_COMMIT',
      `The application of cdk.json left no ${assemblyFolder}/manifest.json`,
    );
  leaveWhatIsDeployed(folder);
};

/** An application that could see an account would come out otherwise in each. */
function withoutAccount(env: Job['env']): Job['env'] {
  const kept = Object.entries(env).filter(([name]) => !/^(AWS_|CDK_|CODEBUILD_)/.test(name));
  return Object.fromEntries(kept);
}

/** What the CDK's command hands to an application: its defaults, `cdk.json` and what was looked up before. */
function contextOf(root: string, settings: CdkJson): object {
  const { pathMetadata = true, assetMetadata = true, versionReporting = false } = settings;
  return {
    'aws:cdk:enable-path-metadata': pathMetadata,
    'aws:cdk:enable-asset-metadata': assetMetadata,
    'aws:cdk:version-reporting': versionReporting,
    'aws:cdk:disable-stack-trace': true,
    'aws:cdk:bundling-stacks': ['**'],
    ...settings.context,
    ...readJson(path.join(root, 'cdk.context.json')),
  };
}

interface Manifest {
  readonly missing?: readonly { readonly key: string }[];
  artifacts?: Record<string, { metadata?: Metadata }>;
}

type Metadata = Record<string, { readonly type: string }[]>;

/** Takes out what tells of the folder that it was made in, so that the same commit is the same bundle everywhere. */
function leaveWhatIsDeployed(folder: string): void {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    const base = path.basename(name);
    if (inAsset(name)) continue;
    if (base === 'tree.json' || base === 'validation-report.json') fs.rmSync(file);
    else if (base.endsWith('.metadata.json')) rewrite<Metadata>(file, assetsAlone);
    else if (base === 'manifest.json') rewrite<Manifest>(file, checked);
  }
}

function inAsset(name: string): boolean {
  return name.split(path.sep).some((part) => part.startsWith('asset.'));
}

function checked(manifest: Manifest): Manifest {
  const [missing] = manifest.missing ?? [];
  if (missing)
    throw new GitenvError(
      'BAD_COMMIT',
      `The application has to look up '${missing.key}' in an account, which a build does not do`,
      { further: `Run npx cdk synth once with credentials, and commit cdk.context.json.` },
    );
  for (const artifact of Object.values(manifest.artifacts ?? {}))
    if (artifact.metadata) artifact.metadata = assetsAlone(artifact.metadata);
  return manifest;
}

function assetsAlone(metadata: Metadata): Metadata {
  const entries = Object.entries(metadata).map(([name, all]): [string, { type: string }[]] => [
    name,
    all.filter(({ type }) => type === 'aws:cdk:asset'),
  ]);
  return Object.fromEntries(entries.filter(([, all]) => all.length > 0));
}

function rewrite<T>(file: string, change: (content: T) => T): void {
  const content = JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  fs.writeFileSync(file, `${JSON.stringify(change(content), undefined, 1)}\n`);
}

/** @returns undefined where there is no such file */
function readJson(file: string): object | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as object;
  } catch (error) {
    throw new GitenvError('BAD_COMMIT', `${path.basename(file)} is not JSON: ${clauseOf(error)}`);
  }
}
