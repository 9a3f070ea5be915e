import type { GitTask } from './run';

/** How far two commits are apart. */
export interface Distance {
  /** Commits that only the first has. */
  readonly ahead: number;
  /** Commits that only the second has. */
  readonly behind: number;
}

export interface LoggedCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
}

const logged = ['log', '--no-show-signature', '--format=%H%x00%s%x00%an'];

/** False also where this repository lacks one of the two, which then cannot be an ancestor known here. */
export function isAncestor(ancestor: string, descendant: string): GitTask<boolean> {
  return {
    args: [
      '--no-replace-objects',
      'merge-base',
      '--is-ancestor',
      '--end-of-options',
      ancestor,
      descendant,
    ],
    answers: [1, 128],
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** Whether two commits have any history in common; false also where this repository lacks one of them, or HEAD has none. */
export function areRelated(one: string, other: string): GitTask<boolean> {
  return {
    args: ['--no-replace-objects', 'merge-base', '--end-of-options', one, other],
    answers: [1, 128],
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** Undefined where this repository lacks one of the two. */
export function distanceBetween(one: string, other: string): GitTask<Distance | undefined> {
  return {
    args: ['rev-list', '--left-right', '--count', '--end-of-options', `${one}...${other}`, '--'],
    answers: [128],
    parse: ({ exitCode, stdout }) => {
      if (exitCode !== 0) return undefined;
      const [ahead = 0, behind = 0] = stdout.trim().split(/\s+/).map(Number);
      return { ahead, behind };
    },
  };
}

/** The commits that `to` has and `from` lacks, newest first; undefined where this repository lacks one of the two. */
export function commitsBetween(from: string, to: string): GitTask<LoggedCommit[] | undefined> {
  return {
    args: [...logged, '--end-of-options', `${from}..${to}`, '--'],
    answers: [128],
    parse: ({ exitCode, stdout }) =>
      exitCode === 0 ? stdout.split('\n').filter(Boolean).map(loggedCommit) : undefined,
  };
}

/** A commit and all its ancestors, newest first. */
export function commitsOf(commit: string): GitTask<LoggedCommit[]> {
  return {
    args: [...logged, '--end-of-options', commit, '--'],
    parse: ({ stdout }) => stdout.split('\n').filter(Boolean).map(loggedCommit),
  };
}

/** Undefined where this repository lacks the commit. */
export function subjectOf(commit: string): GitTask<string | undefined> {
  return {
    args: ['log', '--no-show-signature', '-1', '--format=%s', '--end-of-options', commit, '--'],
    answers: [128],
    parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() : undefined),
  };
}

/** A commit as its history is drawn and measured from. */
export interface GraphedCommit extends LoggedCommit {
  readonly parents: readonly string[];
  readonly committedAt: Date;
}

/** More than the pages and measures of an application that is released daily need. */
const mostGraphed = 100_000;

/** Commits and their ancestors, each before its parents. Those that this repository lacks are left out. @param commits whole hashes */
export function graphOf(commits: readonly string[]): GitTask<GraphedCommit[]> {
  return {
    args: [
      'log',
      '--no-show-signature',
      '--topo-order',
      `--max-count=${mostGraphed}`,
      '--format=%H%x00%s%x00%an%x00%P%x00%ct',
      '--ignore-missing',
      '--stdin',
    ],
    input: commits.join('\n'),
    // Without any, git takes HEAD.
    parse: ({ stdout }) =>
      commits.length === 0 ? [] : stdout.split('\n').filter(Boolean).map(graphedCommit),
  };
}

function graphedCommit(text: string): GraphedCommit {
  const [, , , parents = '', seconds = ''] = text.split('\0');
  return {
    ...loggedCommit(text),
    parents: parents.split(' ').filter(Boolean),
    committedAt: new Date(Number(seconds) * 1000),
  };
}

function loggedCommit(text: string): LoggedCommit {
  const [commit = '', subject = '', author = ''] = text.split('\0');
  return { commit, subject, author };
}
