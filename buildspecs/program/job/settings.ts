import fs from 'node:fs';
import path from 'node:path';
import { configFile } from '../../../lib/contract';
import { clauseOf, GitenvError } from '../../../lib/errors';
import { type Fields, fieldsOf, isFields, parseJson } from '../../../lib/fields';
import type { Job } from './job';

/** What `gitenv.json` says of the kit: its name, and whatever else the kit itself reads. */
export interface KitSettings {
  readonly name: string;
  readonly [setting: string]: unknown;
}

/** Stands for the kits of a repository's components. */
export const componentsKit = 'components';

/** The kit of programs of one's own, which makes no plans. */
export const scriptKit = 'script';

/** @throws GitenvError where the commit has no `gitenv.json`, or it names no kit */
export function kitSettings(job: Pick<Job, 'root'>): KitSettings {
  const { kit, components } = readConfig(job);
  if (components !== undefined) return { name: componentsKit };
  if (typeof kit === 'string') return { name: kit };
  if (isKitSettings(kit)) return kit;
  throw new GitenvError('BAD_CONFIG', `${configFile} names no kit: add "kit": "<name>" to it`);
}

export function isKitSettings(kit: unknown): kit is KitSettings {
  return isFields(kit) && typeof kit.name === 'string';
}

/** `gitenv.json` of the commit, as it is. */
export function readConfig(job: Pick<Job, 'root'>): Fields {
  const file = path.join(job.root, configFile);
  if (!fs.existsSync(file)) throw new GitenvError('NO_CONFIG', `The commit has no ${configFile}`);
  try {
    return fieldsOf(parseJson(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    throw new GitenvError('BAD_CONFIG', `${configFile} is not JSON: ${clauseOf(error)}`);
  }
}

/**
 * One of a kit's settings. `{environment}` in it stands for the environment's name.
 * @throws GitenvError where it is there and no text
 */
export function setting(
  settings: KitSettings,
  name: string,
  job: Pick<Job, 'environment'>,
): string | undefined {
  const value = settings[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string')
    throw new GitenvError('BAD_CONFIG', `${configFile}: kit.${name} has to be a string`);
  return value.replaceAll('{environment}', job.environment);
}

/** @throws GitenvError where it is there and no list of texts */
export function listSetting(settings: KitSettings, name: string): string[] | undefined {
  const value = settings[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((it) => typeof it === 'string')) return value;
  throw new GitenvError('BAD_CONFIG', `${configFile}: kit.${name} has to be a list of strings`);
}

/** @throws GitenvError naming a setting that the kit does not have */
export function demandKnownSettings(settings: KitSettings, known: readonly string[]): void {
  const stray = Object.keys(settings).find((name) => name !== 'name' && !known.includes(name));
  if (stray === undefined) return;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: kit.${stray} is no setting of the kit '${settings.name}', which has ${known.join(', ')}`,
  );
}
