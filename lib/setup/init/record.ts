import fs from 'node:fs';
import path from 'node:path';
import { type Config, type EnvironmentConfig, parseConfig } from '../../config/config';
import { replaceFile } from '../../config/replace-file';
import {
  applicationPattern,
  branchPattern,
  configFile,
  defaultBranch,
  reservedApplications,
  reservedBeginning,
} from '../../contract';
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
  checkBranch(asked.branch);
  const file = path.join(root, configFile);
  if (fs.existsSync(file)) {
    const config = parseConfig(fs.readFileSync(file, 'utf8'), file);
    refuseChange('application', config.application, asked.application);
    refuseChange('branch', config.branch ?? defaultBranch, asked.branch);
    return { config, exists: true };
  }
  // One that is recorded keeps its name, whatever is reserved by now.
  checkApplication(asked.application);
  const config = {
    application: asked.application ?? applicationFrom(path.basename(root)),
    ...(asked.branch !== undefined && { branch: asked.branch }),
    environments: {},
  };
  return { config: parseConfig(JSON.stringify(config), `the new ${configFile}`), exists: false };
}

/**
 * Whether `gitenv.json` could say what the options say, so that nothing is installed that then cannot be recorded.
 * @throws GitenvError USAGE
 */
export function checkRecordable(
  config: Config,
  environments: readonly { readonly environment: string; readonly region: string }[],
  settings: Partial<EnvironmentConfig>,
): void {
  const asked = Object.fromEntries(
    environments.map(({ environment, region }) => [environment, { region, ...settings }]),
  );
  const { path, ...rest } = config;
  try {
    parseConfig(JSON.stringify({ ...rest, environments: { ...rest.environments, ...asked } }));
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    throw new GitenvError('USAGE', `An option cannot be recorded: ${error.clause}`, {
      changed: 'nothing',
      hint: 'gitenv init --help',
      cause: error,
    });
  }
}

/**
 * Adds or replaces environments; whatever else the file says, and its order, stays.
 * @param order of all environments on the path, those that are not recorded yet included
 * @returns whether anything was to be written
 */
export function recordEnvironments(
  root: string,
  begun: Config,
  environments: Readonly<Record<string, EnvironmentConfig>>,
  order: readonly string[],
): boolean {
  const file = path.join(root, configFile);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  const before = text === undefined ? { ...schemaFor(root), ...begun } : asWritten(text);
  const merged = merge(before.environments, environments);
  const placed = inOrder(Object.keys(merged), order);
  const after = {
    ...before,
    ...(begun.kit !== undefined && { kit: begun.kit }),
    ...(begun.scripts !== undefined && { scripts: begun.scripts }),
    ...(begun.url !== undefined && { url: begun.url }),
    ...(before.path && { path: placed }),
    // Without "path" the order of the environments is the path; with it, nothing else is to move.
    environments: before.path ? merged : sorted(merged, placed),
  };
  return write(file, after, text);
}

/** Editors are told only of a schema that is there: gitenv may be installed elsewhere. */
function schemaFor(root: string): { readonly $schema?: string } {
  return fs.existsSync(path.join(root, schema)) ? { $schema: schema } : {};
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

/** Those that the order does not have come last. */
function inOrder(names: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((name) => names.includes(name));
  return [...known, ...names.filter((name) => !order.includes(name))];
}

function sorted<T>(values: Readonly<Record<string, T>>, names: readonly string[]) {
  const rank = (name: string) => names.indexOf(name);
  const entries = Object.entries(values);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b)));
}

/** `My Shop_2` becomes `my-shop-2`. */
function applicationFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  if (applicationPattern.test(name) && !isReserved(name)) return name;
  throw new GitenvError('USAGE', `No application can be named after the folder '${folder}'`, {
    advice: 'Give it a name with --application.',
  });
}

function refuseChange(what: string, recorded: string, asked: string | undefined): void {
  if (asked === undefined || asked === recorded) return;
  throw new GitenvError('USAGE', `${configFile} says that the ${what} is '${recorded}'`, {
    advice: `Leave --${what} away, or change it in ${configFile}.`,
  });
}

/** One that has such a name already keeps it. */
function isReserved(application: string): boolean {
  return reservedApplications.has(application) || application.startsWith(reservedBeginning);
}

/** @throws GitenvError USAGE */
function checkApplication(application: string | undefined): void {
  if (application === undefined) return;
  if (isReserved(application)) {
    const why = application.startsWith(reservedBeginning)
      ? `gitenv's own stacks have names that begin so, and its releases could change them`
      : `gitenv stores things of its own under that name`;
    throw new GitenvError('USAGE', `No application can be named '${application}': ${why}`, {
      advice: `Take another, such as --application my-${application}.`,
    });
  }
  if (applicationPattern.test(application)) return;
  throw new GitenvError('USAGE', `'${application}' cannot be the name of an application`, {
    advice: 'Use 2 to 40 lower-case letters, digits and dashes, such as --application my-shop.',
  });
}

/**
 * A branch is a parameter of the template, which takes fewer names than git.
 * @throws GitenvError USAGE
 */
function checkBranch(branch: string | undefined): void {
  if (
    branch === undefined ||
    (branchPattern.test(branch) && !/\.\.|\/\/|[./]$|\.lock$/.test(branch))
  )
    return;
  throw new GitenvError('USAGE', `'${branch}' cannot be the name of a branch`, {
    advice: 'Use letters, digits and . _ / -, such as --branch main.',
  });
}
