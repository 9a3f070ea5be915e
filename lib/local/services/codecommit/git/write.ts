import fs from 'node:fs';
import path from 'node:path';
import { type GitResult, runGit } from './process';

/** One path of a new tree: what stands there from now on, or nothing. */
export interface PathChange {
  readonly path: string;
  readonly entry: { readonly mode: string; readonly id: string } | undefined;
}

/** Stores an object; git writes it beside and renames it, so a crash leaves no half of it. */
export async function writeObject(
  gitdir: string,
  type: 'blob' | 'commit',
  content: string | Uint8Array,
): Promise<string> {
  const args = ['--git-dir', gitdir, 'hash-object', '-t', type, '-w', '--stdin'];
  return outputOf(await runGit(args, content));
}

/**
 * Stores a tree made of another and changes to it.
 * @param index a name no other tree in the making has
 */
export async function writeTree(
  gitdir: string,
  base: string | undefined,
  changes: readonly PathChange[],
  index: string,
): Promise<string> {
  const file = path.join(gitdir, `index-${index}`);
  const git = (args: string[], input = '') =>
    runGit(['--git-dir', gitdir, ...args], input, { GIT_INDEX_FILE: file }).then(outputOf);
  try {
    if (base !== undefined) await git(['read-tree', base]);
    await git(['update-index', '-z', '--index-info'], changes.map(indexLine).join(''));
    return await git(['write-tree']);
  } finally {
    fs.rmSync(file, { force: true });
  }
}

const indexLine = ({ path: where, entry }: PathChange) =>
  `${entry?.mode ?? '0'} ${entry?.id ?? '0'.repeat(40)}\t${where}\0`;

function outputOf({ code, stdout, stderr }: GitResult): string {
  if (code !== 0) throw new Error(`git ended with ${code}: ${stderr}`);
  return stdout.toString().trim();
}
