import type { GitTask } from './run';

/** Leaves FETCH_HEAD to whoever fetches by hand; known since git 2.29. */
export const keepFetchHead = '--no-write-fetch-head';

/** True where this clone was cut off somewhere, so that a commit it has may have ancestors that it lacks. */
export const isShallow: GitTask<boolean> = {
  args: ['rev-parse', '--is-shallow-repository'],
  parse: ({ stdout }) => stdout.trim() === 'true',
};

/** Fetches all history behind what a shallow clone has, as far as the other side knows it. Moves no ref. */
export function deepen(from: string, ref: string): GitTask<boolean> {
  return {
    args: [
      'fetch',
      '--quiet',
      '--unshallow',
      '--no-tags',
      keepFetchHead,
      '--no-recurse-submodules',
      '--',
      from,
      ref,
    ],
    spared: [keepFetchHead],
    answers: [1, 128],
    parse: ({ exitCode }) => exitCode === 0,
  };
}
