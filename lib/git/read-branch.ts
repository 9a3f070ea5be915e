import fs from 'node:fs';
import path from 'node:path';

/**
 * The commit that HEAD or a branch is at, read from git's own files, because to start git would hold up a push for
 * longer; undefined where they do not say it plainly, as where refs are packed or kept in another way.
 * @param name `HEAD`, or in full, such as `refs/heads/main`
 */
export function readBranch(
  name: string,
  { cwd, gitDir }: { readonly cwd: string; readonly gitDir: string },
): string | undefined {
  const folder = path.resolve(cwd, gitDir);
  const said = name === 'HEAD' ? readLine(path.join(folder, name)) : `ref: ${name}`;
  const [, branch] = /^ref: (refs\/heads\/.+)$/.exec(said ?? '') ?? [];
  const commit = branch === undefined ? said : readLine(path.join(commonFolder(folder), branch));
  return commit !== undefined && /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}

/** Linked work trees have a HEAD of their own, and branches in common. */
function commonFolder(folder: string): string {
  return path.resolve(folder, readLine(path.join(folder, 'commondir')) ?? '.');
}

function readLine(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
