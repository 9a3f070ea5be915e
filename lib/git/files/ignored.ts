import type { GitTask } from '../run';

/** The rule that keeps a file out of commits. */
export interface IgnoreRule {
  /** The file that has it, as git names it. */
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
}

/** Which rule ignores a path, relative to the place; undefined where none does, or git tracks it. */
export function ignoreRuleOf(path: string): GitTask<IgnoreRule | undefined> {
  return {
    args: ['check-ignore', '--verbose', '-z', '--stdin'],
    input: `${path}\0`,
    answers: [1, 128],
    parse: ({ stdout }) => {
      const [file = '', line = '', pattern = ''] = stdout.split('\0');
      const ignores = file !== '' && !pattern.startsWith('!');
      return ignores ? { file, line: Number(line), pattern } : undefined;
    },
  };
}
