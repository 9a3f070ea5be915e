import { configFile } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { isFields, isTexts } from '../../lib/fields';
import type { KitSettings } from '../program/job/settings';

export type TerraformTool = 'terraform' | 'tofu';

/** Where the state lies. `{environment}`, `{application}`, `{account}` and `{region}` stand for those of the release. */
export interface StateSettings {
  readonly bucket?: string;
  readonly key?: string;
  readonly region?: string;
}

export interface TerraformSettings {
  /** Undefined leaves it to the file that pins a version, and then to PATH. */
  readonly tool: TerraformTool | undefined;
  /** Of the root module, relative to the root of the repository. */
  readonly directory: string;
  /** A file of variables, relative to the directory; undefined takes the usual one where it is there. */
  readonly variables: string | undefined;
  readonly state: StateSettings;
  /** How long a lock of the state is waited for, as the tool spells it. */
  readonly lockTimeout: string;
  /** Addresses that tools are installed from in place of their makers', by name of the tool. */
  readonly releases: Readonly<Record<string, string>>;
}

/** @throws GitenvError naming a setting that there is not, or that is not of its kind */
export function terraformSettings(
  settings: KitSettings,
  known: readonly string[] = ['tool', 'directory', 'variables', 'state', 'lockTimeout', 'releases'],
): TerraformSettings {
  demandKnown(settings, ['name', ...known], 'kit');
  const state = objectAt(settings, 'state');
  demandKnown(state, ['bucket', 'key', 'region'], 'kit.state');
  const releases = objectAt(settings, 'releases');
  demandKnown(releases, ['terraform', 'tofu', 'terragrunt'], 'kit.releases');
  return {
    tool: toolIn(settings),
    directory: insideAt(settings, 'directory') ?? '.',
    variables: insideAt(settings, 'variables'),
    state: textsOf(state, 'kit.state'),
    lockTimeout: lockTimeoutIn(settings),
    releases: textsOf(releases, 'kit.releases'),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function demandKnown(fields: Fields, known: readonly string[], where: string): void {
  const stray = Object.keys(fields).find((key) => !known.includes(key));
  if (stray === undefined) return;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: ${where} has no setting '${stray}'; it has ${known.join(', ')}`,
  );
}

function objectAt(fields: Fields, name: string): Fields {
  const value = fields[name] ?? {};
  if (isFields(value)) return value;
  throw new GitenvError('BAD_CONFIG', `${configFile}: kit.${name} has to be an object`);
}

function textsOf(fields: Fields, where: string): Readonly<Record<string, string>> {
  const wrong = Object.keys(fields).find((key) => typeof fields[key] !== 'string');
  if (isTexts(fields)) return fields;
  throw new GitenvError('BAD_CONFIG', `${configFile}: ${where}.${wrong} has to be a string`);
}

function toolIn({ tool }: KitSettings): TerraformTool | undefined {
  if (tool === undefined || tool === 'terraform' || tool === 'tofu') return tool;
  throw new GitenvError('BAD_CONFIG', `${configFile}: kit.tool has to be terraform or tofu`);
}

/** Unless said otherwise, long enough for a release that is being applied to end first. */
function lockTimeoutIn({ lockTimeout = '10m' }: KitSettings): string {
  if (typeof lockTimeout === 'string' && /^\d+[smh]$/.test(lockTimeout)) return lockTimeout;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: kit.lockTimeout has to be a time, such as 10m`,
  );
}

/** A path that does not lead out of the repository. */
function insideAt(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && !value.startsWith('/') && !value.split('/').includes('..'))
    return value;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: kit.${name} has to be a path below the repository's root`,
  );
}
