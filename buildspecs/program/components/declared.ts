import fs from 'node:fs';
import path from 'node:path';
import { componentPattern, configFile } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Component } from '../job/component';
import type { Job } from '../job/job';
import { parseScripts } from '../job/programs';
import { isKitSettings, type KitSettings, readConfig } from '../job/settings';

/**
 * The components of `gitenv.json`, each after those it depends on; none where it names none.
 * @throws GitenvError naming what is wrong with them
 */
export function componentsOf(job: Pick<Job, 'root'>): Component[] {
  if (!fs.existsSync(path.join(job.root, configFile))) return [];
  const { components, kit } = readConfig(job);
  if (components === undefined) return [];
  if (!isObject(components)) throw wrong('components has to be an object');
  const parsed = Object.entries(components).map(([name, value]) => parse(name, value, kit));
  demandApart(parsed);
  return ordered(parsed);
}

type Fields = Readonly<Record<string, unknown>>;

const known = ['path', 'inputs', 'dependsOn', 'kit', 'scripts'];

function parse(name: string, value: unknown, usualKit: unknown): Component {
  const where = `components.${name}`;
  if (!componentPattern.test(name))
    throw wrong(`'${name}' is no name of a component: lower-case letters, digits and dashes`);
  if (!isObject(value)) throw wrong(`${where} has to be an object`);
  const stray = Object.keys(value).find((key) => !known.includes(key));
  if (stray) throw wrong(`${where} has no setting '${stray}'; it has ${known.join(', ')}`);
  const { path: folder } = value;
  if (typeof folder !== 'string') throw wrong(`${where}.path has to be a folder`);
  const scripts = parseScripts(value.scripts, `${where}.scripts`, ['build', 'deploy']);
  return {
    name,
    path: inside(folder, `${where}.path`),
    inputs: texts(value, 'inputs', where).map((it) => inside(it, `${where}.inputs`)),
    dependsOn: texts(value, 'dependsOn', where),
    kit: kitOf(value.kit ?? usualKit, where),
    ...(scripts && { scripts }),
  };
}

function kitOf(kit: unknown, where: string): KitSettings {
  if (typeof kit === 'string') return { name: kit };
  if (isKitSettings(kit)) return kit;
  throw wrong(`${where} has no kit: add "kit" to it, or beside components`);
}

function texts(fields: Fields, name: string, where: string): string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((it) => typeof it === 'string')) return value;
  throw wrong(`${where}.${name} has to be a list of strings`);
}

function inside(folder: string, where: string): string {
  const normal = path.posix.normalize(folder).replace(/\/$/, '');
  if (normal !== '.' && !normal.startsWith('/') && !normal.split('/').includes('..')) return normal;
  throw wrong(`${where}: '${folder}' is not below the repository's root`);
}

/** One file must not be two components' own: then neither could be deployed without the other. */
function demandApart(components: readonly Component[]): void {
  for (const one of components)
    for (const other of components)
      if (one !== other && `${other.path}/`.startsWith(`${one.path}/`))
        throw wrong(
          `the paths of ${one.name} and ${other.name} overlap (${one.path}, ${other.path})`,
        );
}

function ordered(components: readonly Component[]): Component[] {
  const byName = new Map(components.map((it) => [it.name, it]));
  const done = new Set<Component>();
  const visit = (component: Component, above: readonly string[]): void => {
    if (done.has(component)) return;
    const { name } = component;
    if (above.includes(name))
      throw wrong(
        `components depend on each other: ${[...above.slice(above.indexOf(name)), name].join(' → ')}`,
      );
    for (const dependency of component.dependsOn) {
      const found = byName.get(dependency);
      if (!found)
        throw wrong(
          `${name} depends on '${dependency}', which is no component; there are ${[...byName.keys()].join(', ')}`,
        );
      visit(found, [...above, name]);
    }
    done.add(component);
  };
  for (const component of components) visit(component, []);
  return [...done];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(what: string): GitenvError {
  return new GitenvError('BAD_CONFIG', `${configFile}: ${what}`);
}
