import type { GitTask } from '../run';

/**
 * What of a commit's text files fits an extended regular expression, each text once.
 * @param within patterns of paths, as git takes them
 */
export function foundIn(
  commit: string,
  expression: string,
  within: readonly string[],
): GitTask<ReadonlySet<string>> {
  return {
    args: ['grep', '-h', '-o', '-I', '-E', '-e', expression, commit, '--', ...within],
    answers: [1],
    parse: ({ stdout }) => new Set(stdout.split('\n').filter(Boolean)),
  };
}
