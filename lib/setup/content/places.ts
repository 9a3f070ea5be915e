import fs from 'node:fs';
import path from 'node:path';
import { ignoredPaths } from '../../git/repository';
import { git } from '../../git/run';

/** Where a program of the application lies or can lie, relative to the root. */
export interface ProgramPlace {
  readonly path: string;
  /** Whether it is there; then nothing is written. */
  readonly exists: boolean;
}

const folders = ['', 'scripts', 'ops', 'gitenv'];

/** A pattern such as `build` ignores that name in every folder; this one hardly any does. */
const otherName = (name: string) => `gitenv/run-${name}`;

/**
 * The first place for a program that is free: `build` is often a folder, or a name that git ignores.
 * @param takes names at the root that the project makes itself
 */
export async function placeOf(
  root: string,
  name: string,
  takes: readonly string[] = [],
): Promise<ProgramPlace> {
  const candidates = [...folders.map((folder) => path.posix.join(folder, name)), otherName(name)];
  const ignored = new Set(await git(ignoredPaths(candidates), { cwd: root }));
  const usual = fs.statSync(path.join(root, name), { throwIfNoEntry: false });
  if (usual?.isFile() && !ignored.has(name)) return { path: name, exists: true };
  const free = candidates.filter((it) => !ignored.has(it) && !takes.includes(it));
  const found = free.find((it) => isFree(root, it)) ?? `gitenv/${name}`;
  const isThere = fs.statSync(path.join(root, found), { throwIfNoEntry: false })?.isFile();
  return { path: found, exists: isThere === true };
}

/** A file of that name is a program that somebody has put there; names may differ in case alone. */
function isFree(root: string, candidate: string): boolean {
  const folder = path.join(root, path.posix.dirname(candidate));
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  if (!stat) return true;
  if (!stat.isDirectory()) return false;
  const name = path.posix.basename(candidate);
  return !fs.readdirSync(folder).some((it) => it.toLowerCase() === name.toLowerCase());
}
