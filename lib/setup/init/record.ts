import fs from 'node:fs';
import path from 'node:path';
import { type Config, type EnvironmentConfig, parseConfig } from '../../config/config';
import { replaceFile } from '../../config/replace-file';
import { applicationPattern, configFile, defaultBranch } from '../../contract';
import { GitenvError } from '../../errors';

const schema = './node_modules/gitenv/gitenv.schema.json';

/** The configuration as it is, or as a new one would begin. */
export interface Recorded {
  readonly config: Config;
  readonly exists: boolean;
}

export interface AskedApplication {
  readonly application: string | undefined;
  readonly branch: string | undefined;
}

/**
 * Reads `gitenv.json` of a work tree; without one, begins with what was asked for and the folder's name.
 * @throws GitenvError BAD_CONFIG; USAGE where what is asked for contradicts the file
 */
export function readRecorded(root: string, asked: AskedApplication): Recorded {
  const file = path.join(root, configFile);
  if (fs.existsSync(file)) {
    const config = parseConfig(fs.readFileSync(file, 'utf8'), file);
    refuseChange('application', config.application, asked.application);
    refuseChange('branch', config.branch ?? defaultBranch, asked.branch);
    return { config, exists: true };
  }
  const config = {
    application: asked.application ?? applicationFrom(path.basename(root)),
    ...(asked.branch !== undefined && { branch: asked.branch }),
    environments: {},
  };
  return { config: parseConfig(JSON.stringify(config), `the new ${configFile}`), exists: false };
}

/**
 * Adds or replaces environments; whatever else the file says, and its order, stays.
 * @returns whether anything was to be written
 */
export function recordEnvironments(
  root: string,
  begun: Config,
  environments: Readonly<Record<string, EnvironmentConfig>>,
): boolean {
  const file = path.join(root, configFile);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  const before = text === undefined ? { $schema: schema, ...begun } : asWritten(text);
  const missing = Object.keys(environments).filter((name) => !before.path?.includes(name));
  const after = {
    ...before,
    ...(begun.kit !== undefined && { kit: begun.kit }),
    ...(before.path && { path: [...before.path, ...missing] }),
    environments: merge(before.environments, environments),
  };
  return write(file, after, text);
}

/**
 * Says where bundles are pulled from, and that they are.
 * @returns whether anything was to be written
 */
export function recordAssets(root: string, assets: NonNullable<Config['assets']>): boolean {
  const file = path.join(root, configFile);
  const text = fs.readFileSync(file, 'utf8');
  const { environments, ...rest } = asWritten(text);
  const known = { ...rest.assets, ...assets };
  return write(file, { ...rest, bundles: 'pull', assets: known, environments }, text);
}

/** Takes an environment out of the file, if it is there. */
export function forgetEnvironment(root: string, environment: string): void {
  const file = path.join(root, configFile);
  const text = fs.readFileSync(file, 'utf8');
  const config = asWritten(text);
  const { [environment]: _, ...environments } = config.environments;
  const after = {
    ...config,
    ...(config.path && { path: config.path.filter((name) => name !== environment) }),
    environments,
  };
  write(file, after, text);
}

/** With its keys in their order. Whether it is right has been checked by then. */
function asWritten(text: string): Config {
  return JSON.parse(text);
}

function write(file: string, config: object, before: string | undefined): boolean {
  const indent = /^\{\s*?\n([ \t]+)/.exec(before ?? '')?.[1] ?? '  ';
  const next = `${JSON.stringify(config, null, indent)}\n`;
  if (next === before) return false;
  replaceFile(file, Buffer.from(next).toString('latin1'), 0o644);
  return true;
}

function merge(
  before: Config['environments'],
  changes: Readonly<Record<string, EnvironmentConfig>>,
): Config['environments'] {
  const merged = { ...before };
  for (const [name, settings] of Object.entries(changes))
    merged[name] = { ...before[name], ...settings };
  return merged;
}

/** `My Shop_2` becomes `my-shop-2`. */
function applicationFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  if (applicationPattern.test(name)) return name;
  throw new GitenvError('USAGE', `No application can be named after the folder '${folder}'`, {
    hint: 'give it a name with --application',
  });
}

function refuseChange(what: string, recorded: string, asked: string | undefined): void {
  if (asked === undefined || asked === recorded) return;
  throw new GitenvError('USAGE', `${configFile} says that the ${what} is '${recorded}'`, {
    hint: `leave --${what} away, or edit ${configFile}`,
  });
}
