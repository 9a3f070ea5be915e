import type { GitTask } from './run';

/** A commit by a short name, and what it is about. */
export interface NamedCommit {
  readonly name: string;
  readonly meaning: string;
}

/** The newest commits of any branch here or of a remote, newest first, by their abbreviated ids. */
export function recentCommits(limit: number): GitTask<NamedCommit[]> {
  return {
    args: [
      'log',
      '--no-show-signature',
      '--date-order',
      `--max-count=${limit}`,
      '--format=%h%x00%s',
      'HEAD',
      '--branches',
      '--remotes',
      '--',
    ],
    answers: [128],
    parse: ({ stdout }) => named(stdout),
  };
}

/** Tags and branches, the newest first. */
export function recentNames(limit: number): GitTask<NamedCommit[]> {
  return {
    args: [
      'for-each-ref',
      '--sort=-creatordate',
      `--count=${limit}`,
      '--format=%(refname:lstrip=2)%00%(subject)',
      'refs/tags',
      'refs/heads',
    ],
    answers: [128],
    parse: ({ stdout }) => named(stdout),
  };
}

function named(text: string): NamedCommit[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', meaning = ''] = line.split('\0');
    return name === '' ? [] : [{ name, meaning }];
  });
}

/** The tags of each commit that has any, the newest first. Those of gitenv itself are none that anybody chose. */
export const tagsByCommit: GitTask<ReadonlyMap<string, readonly string[]>> = {
  args: [
    'for-each-ref',
    '--sort=-creatordate',
    '--format=%(refname:lstrip=2)%00%(objectname)%00%(*objectname)',
    'refs/tags',
  ],
  parse: ({ stdout }) => {
    const found = new Map<string, string[]>();
    for (const line of stdout.split('\n')) {
      const [name = '', object = '', peeled = ''] = line.split('\0');
      if (name === '' || name.startsWith('gitenv/')) continue;
      const commit = peeled || object;
      found.set(commit, [...(found.get(commit) ?? []), name]);
    }
    return found;
  },
};
