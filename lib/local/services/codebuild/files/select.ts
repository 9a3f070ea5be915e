import fs from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { globOf } from './glob';
import { isInside } from './inside';
import { SelectionError } from './selection-error';

export { SelectionError };

/** What a buildspec's file list means, less where the result goes. */
export interface Selection {
  /** Globs relative to the base directory. */
  readonly files: readonly string[];
  /** Relative to the source folder; may hold globs. */
  readonly baseDirectory: string | undefined;
  readonly excludePaths?: readonly string[];
  readonly discardPaths: boolean;
  readonly enableSymlinks?: boolean;
}

export interface SelectedFile {
  /** Where it stands in the archive, with `/`. */
  readonly name: string;
  readonly source: string;
  /** A symbolic link's target, where links are kept as links. */
  readonly link?: string;
}

/**
 * The files that a selection names, in the order of their names. Names are not followed out of the source folder,
 * neither by `..` nor by links.
 */
export function selectFiles(root: string, selection: Selection): readonly SelectedFile[] {
  const found = new Map<string, SelectedFile>();
  for (const base of baseDirectories(root, selection.baseDirectory)) {
    const patterns = selection.files.map((file) => relativePattern(root, base, file));
    const excluding = (selection.excludePaths ?? []).map((file) =>
      globOf(relativePattern(root, base, file)),
    );
    for (const pattern of patterns) {
      for (const name of matching(root, base, pattern)) {
        if (excluding.some((isExcluded) => isExcluded(name))) continue;
        const file = describe(root, base, name, selection);
        if (file) found.set(file.name, file);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function baseDirectories(root: string, base: string | undefined): readonly string[] {
  if (base === undefined) return [root];
  const pattern = relativePattern(root, root, base);
  if (!picomatch.scan(pattern).isGlob) return [path.join(root, pattern)];
  const matches = globOf(pattern);
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((folder) => matches(path.relative(root, folder)));
}

function relativePattern(root: string, base: string, pattern: string): string {
  const relative = path.isAbsolute(pattern)
    ? path.relative(base, pattern)
    : path.normalize(pattern);
  const plain = relative.replace(/\/$/, '');
  if (!isInside(root, path.resolve(base, plain)))
    throw new SelectionError(`${pattern} is outside the source folder`);
  return plain;
}

function matching(root: string, base: string, pattern: string): readonly string[] {
  const { isGlob, base: fixed, negated } = picomatch.scan(pattern);
  if (!isGlob && !negated) return isFile(path.join(base, pattern)) ? [pattern] : [];
  const matches = globOf(pattern);
  return walk(root, base, fixed, new Set()).filter((name) => matches(name));
}

function isFile(file: string): boolean {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isDirectory();
}

/** Files below a folder. A link to a folder inside the source is followed once. */
function walk(root: string, base: string, folder: string, seen: Set<string>): readonly string[] {
  const absolute = path.join(base, folder);
  if (!fs.statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) return [];
  const real = fs.realpathSync(absolute);
  if (seen.has(real) || !isInside(fs.realpathSync(root), real)) return [];
  const below = new Set(seen).add(real);
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, base, name, below);
    if (!entry.isSymbolicLink()) return [name];
    return [name, ...walk(root, base, name, below)];
  });
}

function describe(
  root: string,
  base: string,
  name: string,
  { discardPaths, enableSymlinks = false }: Selection,
): SelectedFile | undefined {
  const source = path.join(base, name);
  const inArchive = discardPaths ? path.basename(name) : name;
  const target = fs.statSync(source, { throwIfNoEntry: false });
  if (!target) return undefined;
  if (!isInside(fs.realpathSync(root), fs.realpathSync(source)))
    throw new SelectionError(`${name} is a link out of the source folder`);
  if (enableSymlinks && fs.lstatSync(source).isSymbolicLink())
    return { name: inArchive, source, link: fs.readlinkSync(source) };
  return target.isFile() ? { name: inArchive, source } : undefined;
}
