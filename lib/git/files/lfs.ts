import type { GitTask } from '../run';

/** Whether Git LFS is installed, without which git knows no `git lfs`. */
export const hasLfs: GitTask<boolean> = {
  args: ['lfs', 'version'],
  answers: [1],
  parse: ({ exitCode }) => exitCode === 0,
};
