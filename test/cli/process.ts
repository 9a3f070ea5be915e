import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const command = path.join(__dirname, '..', '..', 'dist', 'gitenv.cjs');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  /** A folder of its own, outside of any repository. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs the built command as a person would. */
  gitenv(words: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Makes a repository in the folder. @returns its path */
  repository(name?: string): string;
  destroy(): void;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the process once it runs. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export function openShell(): Shell {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-shell-')));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
  };
  return {
    folder,
    env,
    gitenv: (words, { cwd = folder, env: more, onStart } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [command, ...words], {
          cwd,
          env: { ...env, ...more },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const text = { stdout: '', stderr: '' };
        for (const name of ['stdout', 'stderr'] as const)
          child[name].setEncoding('utf8').on('data', (chunk: string) => {
            text[name] += chunk;
          });
        child.once('error', reject);
        child.once('close', (exitCode) => resolve({ exitCode, ...text }));
        onStart?.((signal) => child.kill(signal));
      }),
    repository: (name = 'shop') => {
      const root = path.join(folder, name);
      execFileSync('git', ['init', '--quiet', '-b', 'main', root], { env });
      return root;
    },
    destroy: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
