import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemCode } from '../../errors';

export type ProfileSettings = Readonly<Record<string, string>>;

/** What AWS's config and credentials files say, read by ourselves because loading the SDK costs more than a whole push. */
export interface SharedConfig {
  /** The two files together; the credentials file wins where both name a key. Undefined where neither has the profile. */
  profile(name: string): ProfileSettings | undefined;
  /** A `[services x]` section; nested keys read `codecommit.endpoint_url`. */
  services(name: string): ProfileSettings | undefined;
  readonly profileNames: readonly string[];
}

type Sections = Map<string, Record<string, string>>;

/** Honours `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`. A file that does not exist is an empty one. */
export function readSharedConfig(env: NodeJS.ProcessEnv = process.env): SharedConfig {
  const config = parseIni(readOrEmpty(env.AWS_CONFIG_FILE ?? homeFile('config')));
  const credentials = parseIni(
    readOrEmpty(env.AWS_SHARED_CREDENTIALS_FILE ?? homeFile('credentials')),
  );
  const fromConfig = (name: string) =>
    config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined);
  return {
    profile(name) {
      const [a, b] = [fromConfig(name), credentials.get(name)];
      return a || b ? { ...a, ...b } : undefined;
    },
    services: (name) => config.get(`services ${name}`),
    profileNames: [...new Set([...configProfiles(config), ...credentials.keys()])],
  };
}

function configProfiles(config: Sections): string[] {
  return [...config.keys()]
    .filter((section) => section === 'default' || section.startsWith('profile '))
    .map((section) => section.replace(/^profile /, ''));
}

function homeFile(name: string): string {
  return path.join(os.homedir(), '.aws', name);
}

function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return '';
    throw error;
  }
}

function parseIni(text: string): Sections {
  const sections: Sections = new Map();
  let section: Record<string, string> | undefined;
  let group = '';
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)[#;].*$/, '').trimEnd();
    const heading = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line);
    if (heading) {
      section = sectionNamed(sections, sectionName(heading[1] ?? ''));
      group = '';
      continue;
    }
    const setting = /^(\s*)([^=\s]+)\s*=\s*(.*)$/.exec(line);
    if (!section || !setting) continue;
    const [, indent = '', key = '', value = ''] = setting;
    if (indent === '') group = value === '' ? key : '';
    section[indent !== '' && group !== '' ? `${group}.${key}` : key] = value;
  }
  return sections;
}

function sectionNamed(sections: Sections, name: string): Record<string, string> {
  const known = sections.get(name) ?? {};
  sections.set(name, known);
  return known;
}

/** `profile "a b"`, `profile   a` and `profile a` are the same way of naming a section. */
function sectionName(heading: string): string {
  const [kind, ...rest] = heading.split(/\s+/);
  const unquoted = rest.join(' ').replace(/^(["'])(.*)\1$/, '$2');
  return rest.length > 0 ? `${kind} ${unquoted}` : heading;
}
