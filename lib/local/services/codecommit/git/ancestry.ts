import { notImplemented } from '../../../base/service-error';
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
  // `--write-tree` came with git 2.38: what an older one cannot do is no conflict.
  if (code !== 0 && code !== 1)
    throw notImplemented('codecommit', 'merges with a git older than 2.38');
  return code === 0 ? stdout.toString().trim() : undefined;
}
