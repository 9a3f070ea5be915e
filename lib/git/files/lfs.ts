import type { GitTask } from '../run';

/** Whether Git LFS is installed, without which git knows no `git lfs`. */
export const hasLfs: GitTask<boolean> = {
  args: ['lfs', 'version'],
  answers: [1],
  parse: ({ exitCode }) => exitCode === 0,
};

/** The file of the hook that git runs before it pushes, there or not, relative to the folder it is asked in. */
export const prePushHook: GitTask<string> = {
  args: ['rev-parse', '--git-path', 'hooks/pre-push'],
  parse: ({ stdout }) => stdout.replace(/\n$/, ''),
};

/** Whether what is checked out leaves files to Git LFS. */
export const leavesToLfs: GitTask<boolean> = {
  args: ['grep', '--quiet', '-e', 'filter=lfs', 'HEAD', '--', ':(glob)**/.gitattributes'],
  answers: [1, 128],
  parse: ({ exitCode }) => exitCode === 0,
};
