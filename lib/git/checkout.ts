import { commitAt } from './resolve-commit';
import { type GitPlace, type GitTask, git } from './run';
import { keepFetchHead } from './shallow';

/** An empty repository that has no folder of files. */
export function initBare(folder: string): GitTask<void> {
  return { args: ['init', '--quiet', '--bare', folder], parse: () => undefined };
}

/**
 * Fetches one commit, without its history if the server hands out commits by their names, which a server may refuse. Then
 * all that its branches and tags lead to is fetched. The repository must be one made for this.
 * @throws GitenvError GIT_FAILED saying what failed first
 */
export async function fetchCommit(url: string, commit: string, place: GitPlace): Promise<void> {
  try {
    await git(fetchAlone(url, commit), place);
  } catch (error) {
    await git(fetchRefs(url), place).catch(() => undefined);
    if ((await git(commitAt(commit), place)) === undefined) throw error;
  }
}

function fetchRefs(url: string): GitTask<void> {
  return {
    args: [
      ...['fetch', '--quiet', '--no-tags', keepFetchHead, '--no-recurse-submodules'],
      ...['--', url, '+refs/heads/*:refs/fetched/heads/*', '+refs/tags/*:refs/fetched/tags/*'],
    ],
    spared: [keepFetchHead],
    parse: () => undefined,
  };
}

function fetchAlone(url: string, commit: string): GitTask<void> {
  return {
    args: [
      ...['fetch', '--quiet', '--depth', '1', '--no-tags', keepFetchHead],
      ...['--no-recurse-submodules', '--', url, commit],
    ],
    spared: [keepFetchHead],
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

/** Writes these files of the tree that was read, in place of what is there. */
export function writeSome(paths: readonly string[]): GitTask<void> {
  return {
    args: ['checkout-index', '--force', '-z', '--stdin'],
    input: paths.map((name) => `${name}\0`).join(''),
    parse: () => undefined,
  };
}

/** @param files the folder that files are written to */
export function bareRepository(gitDir: string, files: string, env: NodeJS.ProcessEnv): GitPlace {
  return { cwd: files, env: { ...env, GIT_DIR: gitDir, GIT_WORK_TREE: files } };
}
