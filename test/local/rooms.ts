import fs from 'node:fs';
import path from 'node:path';

/** One file imports another; both are paths from the project's root, such as `lib/local/main.ts`. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

const root = path.join(__dirname, '../..');

/** Every TypeScript file below a folder. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

/** The imports between these files. An import of a type counts like any other. */
export function importsBetween(files: readonly string[]): Import[] {
  const known = new Set(files);
  return files.flatMap((from) =>
    specifiersIn(fs.readFileSync(path.join(root, from), 'utf8')).flatMap((specifier) => {
      const target = path.join(path.dirname(from), specifier);
      const to = [`${target}.ts`, path.join(target, 'index.ts')].find((file) => known.has(file));
      return to === undefined ? [] : { from, to };
    }),
  );
}

/** The relative paths that a source imports, exports from or requires. */
export function specifiersIn(source: string): string[] {
  const text = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = text.matchAll(/^\s*(?:import|export)\s[^'"`;]*?['"](\.[^'"]*)['"]/gm);
  const calls = text.matchAll(/\b(?:import|require)\(\s*['"](\.[^'"]*)['"]\s*\)/g);
  return [...statements, ...calls].map(([, specifier = '']) => specifier);
}

/** The same imports between folders; files of one folder may import each other. */
export function folderImports(imports: readonly Import[]): Import[] {
  return imports
    .map(({ from, to }) => ({ from: path.dirname(from), to: path.dirname(to) }))
    .filter(({ from, to }) => from !== to);
}

/** Pairs of folders that import each other. A folder and one inside it count as two. */
export function twoWayFolders(imports: readonly Import[]): string[] {
  const pairs = new Set(folderImports(imports).map(({ from, to }) => `${from} ${to}`));
  return [...pairs]
    .map((pair) => pair.split(' '))
    .filter(([from = '', to = '']) => from < to && pairs.has(`${to} ${from}`))
    .map(([from, to]) => `${from} and ${to} import each other`)
    .sort();
}

/** What stands in a circle of imports, or between two circles. Takes files or folders. */
export function circles(imports: readonly Import[]): string[] {
  const importing = new Set(imports.map(({ from }) => from));
  const imported = new Set(imports.map(({ to }) => to));
  const left = imports.filter(({ from, to }) => importing.has(to) && imported.has(from));
  if (left.length < imports.length) return circles(left);
  return [...importing].sort();
}

/** Imports from one of these rooms into another, such as from one service into another. */
export function crossings(
  imports: readonly Import[],
  roomOf: (file: string) => string | undefined,
): string[] {
  return imports
    .filter(({ from, to }) => {
      const [mine, other] = [roomOf(from), roomOf(to)];
      return mine !== undefined && other !== undefined && mine !== other;
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Imports from one room into another that the table does not allow. A file outside of all rooms may import anything. */
export function undeclared(
  imports: readonly Import[],
  roomOf: (file: string) => string | undefined,
  allowed: Readonly<Record<string, readonly string[]>>,
): string[] {
  return imports
    .filter(({ from, to }) => {
      const [mine = '', other] = [roomOf(from), roomOf(to)];
      return other !== undefined && mine !== other && allowed[mine]?.includes(other) === false;
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Folders with more files than a reader takes in at a glance. A list of like things may be longer. */
export function crowdedFolders(
  files: readonly string[],
  { most, isList }: { readonly most: number; readonly isList: (folder: string) => boolean },
): string[] {
  return [...entries(files)]
    .filter(([folder, { files: count }]) => count > most && !isList(folder))
    .map(([folder, { files: count }]) => `${folder} has ${count} files, more than ${most}`);
}

/** Folders with so few files and folders in them that they are no room of their own. */
export function tinyFolders(
  files: readonly string[],
  { least, isAllowed }: { readonly least: number; readonly isAllowed: (folder: string) => boolean },
): string[] {
  return [...entries(files)]
    .filter(([folder, { all }]) => all.size < least && !isAllowed(folder))
    .map(([folder, { all }]) => `${folder} has ${all.size} files, fewer than ${least}`);
}

interface Entries {
  files: number;
  /** Names of the files and the folders directly in it. */
  readonly all: Set<string>;
}

function entries(files: readonly string[]): Map<string, Entries> {
  const found = new Map<string, Entries>();
  const entriesOf = (folder: string) => {
    const known = found.get(folder) ?? { files: 0, all: new Set() };
    found.set(folder, known);
    return known;
  };
  for (const file of files) {
    entriesOf(path.dirname(file)).files++;
    for (let inner = file; inner.includes('/'); inner = path.dirname(inner))
      entriesOf(path.dirname(inner)).all.add(path.basename(inner));
  }
  return found;
}
