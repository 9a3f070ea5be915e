import path from 'node:path';

/**
 * What leads from where the user stands to the root of the work tree, such as `../`; empty at the root. Git runs a helper
 * at the root, and says in `GIT_PREFIX` where that is.
 */
export function wayUpTo(root: string): string {
  const below = process.env.GIT_PREFIX ?? path.relative(root, process.cwd());
  if (below.startsWith('..') || path.isAbsolute(below)) return '';
  return '../'.repeat(below.split('/').filter(Boolean).length);
}
