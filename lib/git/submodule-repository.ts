import fs from 'node:fs';
import path from 'node:path';
import type { SubmoduleEntry } from './gitmodules';
import { type GitPlace, type GitTask, git } from './run';

/** A repository on this machine: that of a work tree, or of one of its submodules. */
export interface LocalRepository {
  readonly place: GitPlace;
  readonly gitDir: string;
  /** Undefined in a bare repository, and for a submodule that is not checked out. */
  readonly workTree: string | undefined;
}

export async function localRepository(place: GitPlace): Promise<LocalRepository> {
  const gitDir = (await git(ask('--absolute-git-dir'), place)) ?? place.cwd;
  return { place, gitDir, workTree: await git(ask('--show-toplevel'), place) };
}

/**
 * Where the history of a submodule may be: in its own folder of the work tree, and, where another commit is checked
 * out, in what git kept of it. None where it was never cloned here.
 */
export async function submoduleRepositories(
  { gitDir, workTree }: LocalRepository,
  { name, path: folder }: SubmoduleEntry,
): Promise<LocalRepository[]> {
  const checkedOut =
    workTree === undefined ? undefined : await checkedOutAt(path.join(workTree, folder), workTree);
  const kept = path.join(gitDir, 'modules', name);
  const isKept = kept !== checkedOut?.gitDir && fs.existsSync(path.join(kept, 'HEAD'));
  return [
    ...(checkedOut ? [checkedOut] : []),
    ...(isKept ? [{ place: placeOf(kept, kept), gitDir: kept, workTree: undefined }] : []),
  ];
}

/** A folder without a repository of its own would be taken for a part of the one around it. */
async function checkedOutAt(folder: string, around: string): Promise<LocalRepository | undefined> {
  if (!fs.existsSync(path.join(folder, '.git'))) return undefined;
  const real = fs.realpathSync(folder);
  if (real !== path.join(fs.realpathSync(around), path.relative(around, folder))) return undefined;
  const gitDir = await git(ask('--absolute-git-dir'), { cwd: real, env: unset });
  return gitDir === undefined
    ? undefined
    : { place: placeOf(real, gitDir), gitDir, workTree: real };
}

/** What git sets for its helpers speaks of another repository. */
const unset: NodeJS.ProcessEnv = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_PREFIX: undefined,
};

/** The folder stands for the work tree too, since the one that git remembers may be gone. */
function placeOf(folder: string, gitDir: string): GitPlace {
  return { cwd: folder, env: { ...unset, GIT_DIR: gitDir, GIT_WORK_TREE: folder } };
}

function ask(what: string): GitTask<string | undefined> {
  return {
    args: ['rev-parse', what],
    answers: [128],
    parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.replace(/\r?\n$/, '') : undefined),
  };
}
