import { runGit } from './process';

/** Questions about histories go to git itself: on long ones it is many times faster than any reader of objects. */
export async function isAncestor(gitdir: string, older: string, newer: string): Promise<boolean> {
  const { code } = await runGit(['--git-dir', gitdir, 'merge-base', '--is-ancestor', older, newer]);
  return code === 0;
}

/** The best common ancestor, or undefined for histories that have none. */
export async function mergeBase(
  gitdir: string,
  one: string,
  other: string,
): Promise<string | undefined> {
  const { code, stdout } = await runGit(['--git-dir', gitdir, 'merge-base', one, other]);
  return code === 0 ? stdout.toString().trim() : undefined;
}

/** The tree that merging the two yields, or undefined where they conflict. */
export async function mergedTree(
  gitdir: string,
  one: string,
  other: string,
): Promise<string | undefined> {
  const args = ['--git-dir', gitdir, 'merge-tree', '--write-tree', one, other];
  const { code, stdout } = await runGit(args);
  return code === 0 ? stdout.toString().trim() : undefined;
}
