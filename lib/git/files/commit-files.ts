import type { GitTask } from '../run';

/** Git's modes of what a commit has at a path. */
export const modes = { file: '100644', program: '100755', link: '120000', submodule: '160000' };

/** What a commit has at one path. */
export interface CommitFile {
  readonly mode: string;
  /** The blob, or the commit of a submodule. */
  readonly object: string;
  readonly path: string;
}

/** Every file of a commit, in one call of git; undefined where the commit is not here. */
export function filesOf(commit: string): GitTask<CommitFile[] | undefined> {
  return {
    args: ['ls-tree', '-r', '-z', '--full-tree', commit],
    answers: [128],
    parse: ({ exitCode, stdout }) =>
      exitCode === 0 ? stdout.split('\0').flatMap((line) => fileIn(line) ?? []) : undefined,
  };
}

/** Paths of a commit whose files have between so many and so many bytes. */
export function filesOfSize(commit: string, least: number, most: number): GitTask<CommitFile[]> {
  return {
    args: ['ls-tree', '-r', '-l', '-z', '--full-tree', commit],
    parse: ({ stdout }) =>
      stdout.split('\0').flatMap((line) => {
        const size = Number(/^\d+ blob [0-9a-f]+ +(\d+)\t/.exec(line)?.[1]);
        return size >= least && size <= most ? (fileIn(line) ?? []) : [];
      }),
  };
}

function fileIn(line: string): CommitFile | undefined {
  const tab = line.indexOf('\t');
  if (tab < 0) return undefined;
  const [mode = '', , object = ''] = line.slice(0, tab).split(' ');
  return { mode, object, path: line.slice(tab + 1) };
}
