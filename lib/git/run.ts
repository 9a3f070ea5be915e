import { spawn } from 'node:child_process';
import { GitenvError } from '../errors';

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of git as data: what to run, and what its answer means. */
export interface GitTask<T> {
  readonly args: readonly string[];
  /** Those of the arguments that an older git does not know, and that it can do without. */
  readonly spared?: readonly string[];
  /** Written to git's standard input. */
  readonly input?: string;
  /** How the answer's bytes become text: `latin1` makes each a character, for what may be no text. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Exit codes that are answers; 0 alone unless said. Any other is thrown as GIT_FAILED. */
  readonly answers?: readonly number[];
  readonly parse: (result: GitResult) => T;
}

export interface GitPlace {
  /** Any folder of the work tree. `GIT_DIR` and its kin in the environment keep their meaning, as for git itself. */
  readonly cwd: string;
  /** Added to the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Hears git's standard error as it comes, for progress. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Runs git. The only place that does, beside the handing over to `git remote-http`.
 * @throws GitenvError TOOL_MISSING, NOT_A_REPOSITORY, GIT_FAILED with git's own last words
 */
export async function git<T>(task: GitTask<T>, place: GitPlace): Promise<T> {
  const result = await startWithOlder(task, place);
  if (![0, ...(task.answers ?? [])].includes(result.exitCode)) throw failureOf(task, result, place);
  return task.parse(result);
}

/** Git's exit code for an option that it does not know. */
const usageStatus = 129;

async function startWithOlder(task: GitTask<unknown>, place: GitPlace): Promise<GitResult> {
  const result = await start(task, place);
  const { spared, args } = task;
  if (result.exitCode !== usageStatus || !spared) return result;
  return start({ ...task, args: args.filter((one) => !spared.includes(one)) }, place);
}

/** All that is pushed from here goes to CodeCommit, which keeps no LFS files: the pre-push hook of Git LFS has nothing to do there. */
const withoutLfs = { GIT_LFS_SKIP_PUSH: '1' };

function start(task: GitTask<unknown>, { cwd, env, onProgress }: GitPlace): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...task.args], {
      cwd,
      // Messages are read by `failureOf`, so they have to be in one language.
      env: { ...process.env, LC_ALL: 'C', ...withoutLfs, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout
      .setEncoding(task.encoding ?? 'utf8')
      .on('data', (text: string) => stdout.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr.push(text);
      onProgress?.(text);
    });
    child.once('error', (cause) => reject(missing(cause, cwd)));
    child.once('close', (code) =>
      resolve({ exitCode: code ?? 128, stdout: stdout.join(''), stderr: stderr.join('') }),
    );
    // A git that ends without reading its input closes the pipe; its exit code tells.
    child.stdin.once('error', () => undefined).end(task.input ?? '');
  });
}

function missing(cause: NodeJS.ErrnoException, cwd: string): GitenvError {
  return new GitenvError('TOOL_MISSING', `git cannot be started in ${cwd} (${cause.code})`, {
    advice: 'Install git and put it on the PATH.',
    cause,
  });
}

function noWorkTree(stderr: string, { cwd, env }: GitPlace): GitenvError {
  const said = env?.GIT_DIR ?? process.env.GIT_DIR;
  if (said)
    return new GitenvError(
      'NOT_A_REPOSITORY',
      `GIT_DIR is '${said}', where git finds no repository`,
      {
        hint: 'unset GIT_DIR',
      },
    );
  const isBare = /must be run in a work tree/.test(stderr);
  return new GitenvError(
    'NOT_A_REPOSITORY',
    `${cwd} is not inside a git work tree`,
    isBare
      ? { advice: 'A bare repository has none: go to a clone of it, or name one with -C.' }
      : { advice: 'Make it a repository, or name another folder with -C.', hint: 'git init' },
  );
}

function failureOf(task: GitTask<unknown>, { exitCode, stderr }: GitResult, place: GitPlace) {
  if (exitCode === 128 && /not a git repository|must be run in a work tree/.test(stderr))
    return noWorkTree(stderr, place);
  const exception = stderr
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith('git config --global --add safe.directory '));
  if (exitCode === 128 && exception !== undefined)
    return new GitenvError(
      'NOT_A_REPOSITORY',
      `The repository at ${place.cwd} belongs to another user, so git does not read it`,
      { changed: 'nothing', advice: 'If you trust it, say so to git.', hint: exception },
    );
  const verb = verbOf(task.args);
  const words = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('hint:'));
  const said = words.find((line) => /^(fatal|error): /.test(line)) ?? words.at(-1) ?? '';
  const reason = said.replace(/^(fatal|error): /, '') || `exit code ${exitCode}`;
  return new GitenvError('GIT_FAILED', `git ${verb} failed: ${reason}`);
}

/** The word that says what git does, behind the options that are for git itself. */
function verbOf([first = '', ...rest]: readonly string[]): string {
  if (first === '-c' || first === '-C') return verbOf(rest.slice(1));
  return first.startsWith('-') && rest.length > 0 ? verbOf(rest) : first;
}
