import { GitenvError } from '../errors';
import { type GitPlace, type GitTask, git } from './run';

/**
 * The full commit that the user's words name; an annotated tag is peeled to its commit.
 * @throws GitenvError UNKNOWN_COMMIT, AMBIGUOUS_COMMIT with the candidates, EMPTY_REPOSITORY, NOT_A_REPOSITORY
 */
export async function resolveCommit(spec: string, place: GitPlace): Promise<string> {
  // In two steps, because `:/text^{commit}` would look for a longer text.
  const named = await git(revParse(spec), place);
  const commit = named && (await git(revParse(`${named}^{commit}`), place));
  if (commit !== undefined) return commit;
  if (!(await git(hasCommits, place))) {
    throw new GitenvError('EMPTY_REPOSITORY', `${place.cwd} has no commit yet`, {
      hint: "git add . && git commit -m 'Begin'",
    });
  }
  const candidates = await candidatesOf(spec, place);
  if (candidates.length > 1) {
    throw new GitenvError(
      'AMBIGUOUS_COMMIT',
      `'${spec}' could be any of ${candidates.length} commits: ${candidates.join('; ')}`,
      { advice: 'Give more digits of the commit.' },
    );
  }
  throw new GitenvError('UNKNOWN_COMMIT', `There is no commit '${spec}' in ${place.cwd}`, {
    hint: 'git fetch --all\ngit log --oneline',
  });
}

/** The full commit that a ref or a full name leads to; undefined where it leads to none. */
export function commitAt(name: string): GitTask<string | undefined> {
  return revParse(`${name}^{commit}`);
}

/** The object that a name leads to, which may be a tag; undefined where it leads to none. */
export function objectAt(name: string): GitTask<string | undefined> {
  return revParse(name);
}

/** The full name of the ref that a name stands for; empty where it is none, and names a commit by itself. */
export function refNamed(name: string): GitTask<string> {
  return {
    args: [
      ...['rev-parse', '--symbolic-full-name', '--verify', '--quiet'],
      ...['--end-of-options', name],
    ],
    answers: [1, 128],
    parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() : ''),
  };
}

/** Whether a name leads to an annotated tag, which is an object of its own. */
export function isAnnotated(name: string): GitTask<boolean> {
  return {
    args: ['cat-file', '-t', name],
    answers: [1, 128],
    parse: ({ stdout }) => stdout.trim() === 'tag',
  };
}

/** Git's name for what a file is in a commit; undefined where it has no such file. */
export function blobAt(commit: string, file: string): GitTask<string | undefined> {
  return revParse(`${commit}:${file}`);
}

function revParse(spec: string): GitTask<string | undefined> {
  return {
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', spec],
    answers: [1, 128],
    parse: ({ exitCode, stdout, stderr }) => {
      if (/not a git repository/.test(stderr)) throw notARepository(stderr);
      return exitCode === 0 ? stdout.trim() : undefined;
    },
  };
}

function notARepository(stderr: string): GitenvError {
  return new GitenvError('NOT_A_REPOSITORY', `${stderr.trim().replace(/^fatal: /, '')}`, {
    advice: 'Make it a repository, or name another folder with -C.',
    hint: 'git init',
  });
}

/** True once any branch or tag, or HEAD, leads to a commit. */
const hasCommits: GitTask<boolean> = {
  args: ['rev-list', '--all', '--max-count=1'],
  parse: ({ stdout }) => stdout !== '',
};

/** Commits that begin with these digits, each with its subject. */
async function candidatesOf(spec: string, place: GitPlace): Promise<string[]> {
  if (!/^[0-9a-f]{4,39}$/i.test(spec)) return [];
  const names = await git(objectsBeginningWith(spec), place);
  return git(commitsAmong(names), place);
}

function objectsBeginningWith(prefix: string): GitTask<string[]> {
  return {
    args: ['rev-parse', `--disambiguate=${prefix}`],
    parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
  };
}

/** What of these is a commit; a prefix may begin files and trees too. */
function commitsAmong(names: readonly string[]): GitTask<string[]> {
  return {
    args: [
      'log',
      '--no-walk=unsorted',
      '--no-show-signature',
      '--format=%h %s',
      '--stdin',
      '--ignore-missing',
    ],
    input: names.map((name) => `${name}\n`).join(''),
    answers: [128],
    parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
  };
}
