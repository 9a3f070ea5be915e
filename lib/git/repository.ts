import type { GitTask } from './run';

const line = ({ stdout }: { stdout: string }) => stdout.replace(/\r?\n$/, '');

/** The root of the work tree. */
export const topLevel: GitTask<string> = { args: ['rev-parse', '--show-toplevel'], parse: line };

/** Whether objects are named by SHA-256; false also for a git that knows SHA-1 alone. */
export const isSha256: GitTask<boolean> = {
  args: ['rev-parse', '--show-object-format'],
  answers: [128, 129],
  parse: ({ stdout }) => stdout.trim() === 'sha256',
};

/** Git's own version, such as 2.39.5. */
export const gitVersion: GitTask<string> = {
  args: ['--version'],
  parse: ({ stdout }) => /\d+(\.\d+)+/.exec(stdout)?.[0] ?? '0',
};

/** Whether a commit has a file of that path. */
export function fileInCommit(commit: string, file: string): GitTask<boolean> {
  return {
    args: ['cat-file', '-e', `${commit}:${file}`],
    answers: [1, 128],
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** The text of a file as a commit has it; undefined where the commit has none, or is not here. */
export function textInCommit(commit: string, file: string): GitTask<string | undefined> {
  return {
    args: ['cat-file', 'blob', `${commit}:${file}`],
    answers: [1, 128],
    parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
  };
}

/** The branch that is checked out; undefined on a detached HEAD. */
export const currentBranch: GitTask<string | undefined> = {
  args: ['symbolic-ref', '--quiet', '--short', 'HEAD'],
  answers: [1],
  parse: (result) => line(result) || undefined,
};

/** The address of a remote; undefined where there is none of that name. */
export function remoteUrl(name: string): GitTask<string | undefined> {
  return getConfig(`remote.${name}.url`);
}

export function addRemote(name: string, url: string): GitTask<void> {
  return { args: ['remote', 'add', '--', name, url], parse: () => undefined };
}

export function setRemoteUrl(name: string, url: string): GitTask<void> {
  return { args: ['remote', 'set-url', '--', name, url], parse: () => undefined };
}

/** @param name of an environment, which begins with a letter: before git 2.30 this takes no `--` */
export function removeRemote(name: string): GitTask<void> {
  return { args: ['remote', 'remove', name], parse: () => undefined };
}

export const remoteNames: GitTask<string[]> = {
  args: ['remote'],
  parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
};

/** One value from git's configuration, the last where there are several. */
export function getConfig(key: string): GitTask<string | undefined> {
  return {
    args: ['config', '--get', key],
    answers: [1],
    parse: (result) => (result.exitCode === 0 ? line(result) : undefined),
  };
}

/** All values of one key, in the order of git's files. */
export function getConfigAll(key: string): GitTask<string[]> {
  return {
    args: ['config', '--get-all', key],
    answers: [1],
    parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
  };
}

/**
 * All keys that match a pattern of git's, with their values, in the order of git's files. Section and key are in lower
 * case, what is between them is as it was written.
 */
export function getConfigMatching(pattern: string): GitTask<(readonly [string, string])[]> {
  return {
    args: ['config', '--null', '--get-regexp', pattern],
    answers: [1],
    parse: ({ stdout }) =>
      stdout
        .split('\0')
        .filter(Boolean)
        .map((entry) => {
          const [key = '', ...value] = entry.split('\n');
          return [key, value.join('\n')] as const;
        }),
  };
}

/** A boolean in any spelling git knows. */
export function getFlag(key: string): GitTask<boolean | undefined> {
  return {
    args: ['config', '--type=bool', '--get', key],
    answers: [1],
    parse: (result) => (result.exitCode === 0 ? line(result) === 'true' : undefined),
  };
}

/** The command that takes a setting away where it was made: in this repository, or by this person for all. */
export function unsettingOf(key: string): GitTask<string> {
  return {
    args: ['config', '--local', '--get-all', key],
    answers: [1],
    parse: ({ exitCode }) => `git config ${exitCode === 0 ? '' : '--global '}--unset-all ${key}`,
  };
}

/** Writes into the repository's own configuration, in place of every earlier value. */
export function setConfig(key: string, value: string): GitTask<void> {
  return { args: ['config', '--local', '--replace-all', key, value], parse: () => undefined };
}

export function unsetConfig(key: string): GitTask<void> {
  return { args: ['config', '--local', '--unset-all', key], answers: [5], parse: () => undefined };
}

const nul = ({ stdout }: { stdout: string }) => stdout.split('\0').filter(Boolean);

/** Files of the work tree that are tracked, or neither tracked nor ignored; relative to the folder that git runs in. */
export const workTreeFiles: GitTask<string[]> = {
  args: ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  parse: nul,
};

/** Those of the paths that `.gitignore` keeps from being added. What is tracked already is none of them. */
export function ignoredPaths(paths: readonly string[]): GitTask<string[]> {
  return {
    args: ['check-ignore', '-z', '--stdin'],
    input: paths.map((it) => `${it}\0`).join(''),
    answers: [1],
    parse: nul,
  };
}

/** Those of the paths that the last commit does not have as they are now, ignored ones included. */
export function uncommittedPaths(paths: readonly string[]): GitTask<string[]> {
  return {
    args: [
      'status',
      '--porcelain',
      '-z',
      '--no-renames',
      '--untracked-files=all',
      '--ignored=matching',
      '--',
      ...paths,
    ],
    parse: pathsOfStatus,
  };
}

/** Paths of tracked files that differ from HEAD, in the index or in the work tree; none where there is no work tree. */
export const uncommittedFiles: GitTask<string[]> = {
  args: [
    ...['--no-optional-locks', 'status', '--porcelain', '-z'],
    ...['--no-renames', '--untracked-files=no', '--ignore-submodules=dirty'],
  ],
  answers: [128],
  parse: pathsOfStatus,
};

/** Each behind two letters and a space. */
function pathsOfStatus(result: { readonly stdout: string }): string[] {
  return nul(result).map((entry) => entry.slice(3));
}
