import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Of the server's own environment git sees only what it needs to start: no GIT_ variable, no personal or system setting. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'DEVELOPER_DIR', 'SystemRoot'];
  const inherited = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    HOME: '/nonexistent',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // The repositories are this server's own, whoever owns the disk that they are on.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
}

export function startGit(
  args: readonly string[],
  extra: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  const git = spawn('git', args, { env: { ...cleanEnvironment(), ...extra }, stdio: 'pipe' });
  // A git that ends before it has read everything is judged by its exit code.
  git.stdin.on('error', () => undefined);
  // Where git cannot be started its streams end empty, and `finished` throws.
  git.on('error', () => undefined);
  return git;
}

export interface GitResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git to its end. @throws only when git cannot be started */
export function runGit(
  args: readonly string[],
  input: string | Uint8Array = '',
  extra: NodeJS.ProcessEnv = {},
): Promise<GitResult> {
  const git = startGit(args, extra);
  git.stdin.end(input);
  return finished(git);
}

export function finished(git: ChildProcessWithoutNullStreams): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    git.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    git.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    git.once('error', reject);
    git.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}
