import type { GitPlace, GitTask } from './run';

/** An empty repository that has no folder of files. */
export function initBare(folder: string): GitTask<void> {
  return { args: ['init', '--quiet', '--bare', folder], parse: () => undefined };
}

/** Fetches one commit by its name, without its history. Moves no ref. */
export function fetchAlone(url: string, commit: string): GitTask<void> {
  return {
    args: [
      ...['fetch', '--quiet', '--depth', '1', '--no-tags', '--no-write-fetch-head'],
      ...['--no-recurse-submodules', '--', url, commit],
    ],
    parse: () => undefined,
  };
}

export function readTree(commit: string): GitTask<void> {
  return { args: ['read-tree', commit], parse: () => undefined };
}

/** Writes the files of the tree that was read. */
export const writeFiles: GitTask<void> = {
  args: ['checkout-index', '--all', '--force'],
  parse: () => undefined,
};

/** @param files the folder that files are written to */
export function bareRepository(gitDir: string, files: string, env: NodeJS.ProcessEnv): GitPlace {
  return { cwd: files, env: { ...env, GIT_DIR: gitDir, GIT_WORK_TREE: files } };
}
