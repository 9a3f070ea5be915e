import fs from 'node:fs';
import path from 'node:path';
import { workTreeFiles } from '../../git/repository';
import { git } from '../../git/run';

/** The files of a repository, as git sees them: those that are ignored are none of it. */
export interface RepositoryFiles {
  /** Relative to the root, with slashes. */
  readonly names: readonly string[];
  /** Whether a file is there, by its whole path. */
  has(name: string): boolean;
  /** The first name, by its whole path, that fits. */
  find(pattern: RegExp): string | undefined;
  /** Empty if there is no such file, or it is no text that can be read. */
  text(name: string): string;
}

/** What is tracked, and what could be. */
export async function repositoryFiles(root: string): Promise<RepositoryFiles> {
  return filesNamed(root, await git(workTreeFiles, { cwd: root }));
}

export function filesNamed(root: string, names: readonly string[]): RepositoryFiles {
  // What a file is called at the root says more than what one is called within.
  const depth = (name: string) => name.split('/').length;
  const sorted = [...names].sort((a, b) => depth(a) - depth(b));
  const known = new Set(names);
  return {
    names: sorted,
    has: (name) => known.has(name),
    find: (pattern) => sorted.find((name) => pattern.test(name)),
    text: (name) => (known.has(name) ? readText(path.join(root, name)) : ''),
  };
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
