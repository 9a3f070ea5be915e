import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const project = path.join(__dirname, '..', '..');

export type ShellName = 'bash' | 'zsh' | 'fish';

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository with environments, and a `git` and a `gitenv` on the PATH that write down what they are asked to release. */
export interface Place {
  readonly folder: string;
  readonly repository: string;
  readonly commit: string;
  git(...words: string[]): string;
  /** Runs lines in a shell that has loaded the script of `gitenv shell-init`. */
  run(shell: ShellName, lines: string): Answer;
  /** The words of each push that reached git, in order. */
  pushes(): string[][];
  /** The words of each rollback that gitenv was asked for, in order. */
  rollbacks(): string[][];
  end(): void;
}

/** Where this machine lacks a shell, what can be said of its script is said without it. */
export function has(shell: ShellName): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

export function makePlace(): Place {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-shells-')));
  const repository = path.join(folder, 'shop');
  const bin = path.join(folder, 'bin');
  const log = path.join(folder, 'pushes');
  fs.mkdirSync(bin);
  const rollbacks = path.join(folder, 'rollbacks');
  fs.writeFileSync(path.join(bin, 'gitenv'), recordingGitenv(rollbacks), script);
  fs.writeFileSync(path.join(bin, 'git'), recordingGit(log), script);
  const env = {
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'tester',
    GIT_AUTHOR_EMAIL: 'tester@example.invalid',
    GIT_COMMITTER_NAME: 'tester',
    GIT_COMMITTER_EMAIL: 'tester@example.invalid',
  };
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', repository, ...words], { env, encoding: 'utf8' }).trim();
  execFileSync('git', ['init', '--quiet', '-b', 'main', repository], { env });
  prepare(repository, git);
  return {
    folder,
    repository,
    commit: git('rev-parse', 'HEAD~1'),
    git,
    run: (shell, lines) => {
      const options = { cwd: repository, env, encoding: 'utf8' as const };
      const { status, stdout, stderr } = spawnSync(
        shell,
        [...bare[shell], '-c', `source '${scriptOf(shell)}'\n${lines}`],
        options,
      );
      return { status, stdout, stderr };
    },
    pushes: () => callsIn(log),
    rollbacks: () => callsIn(rollbacks),
    end: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

const scripts = new Map<ShellName, string>();
let kept: string | undefined;
afterAll(() => {
  if (kept !== undefined) fs.rmSync(kept, { recursive: true });
});

/** What `gitenv shell-init` says, in a file: a shell of every test that asked for it would start a Node. */
function scriptOf(shell: ShellName): string {
  const found = scripts.get(shell);
  if (found !== undefined) return found;
  kept ??= fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-shell-init-'));
  const file = path.join(kept, shell);
  const gitenv = path.join(project, 'dist', 'gitenv.cjs');
  fs.writeFileSync(file, execFileSync(process.execPath, [gitenv, 'shell-init', shell]));
  scripts.set(shell, file);
  return file;
}

const bare = { bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config'] };

function prepare(repository: string, git: (...words: string[]) => string): void {
  const region = 'eu-west-1';
  const environments = { dev: { region }, prd: { region, account: '333333333333' } };
  fs.writeFileSync(
    path.join(repository, 'gitenv.json'),
    JSON.stringify({ application: 'shop', config: { API_KEY: 'secret' }, environments }),
  );
  git('add', '.');
  git('commit', '--quiet', '-m', 'Begin');
  git('commit', '--quiet', '--allow-empty', '-m', 'Sell `touch evil` $(touch evil); touch evil');
  git('commit', '--quiet', '--allow-empty', '-m', 'Newest');
  git('remote', 'add', 'prd', `gitenv://prd@${region}/shop`);
  git('config', 'remote.prd.push', 'HEAD:refs/heads/live');
  git('remote', 'add', 'origin', '/nowhere');
  git('config', 'remote.origin.push', 'HEAD:refs/heads/main');
  git('tag', 'v1');
  git('branch', 'side');
  git('branch', '$(touch${IFS}evil)');
}

const script = { mode: 0o755 };

function callsIn(log: string): string[][] {
  if (!fs.existsSync(log)) return [];
  const calls = fs.readFileSync(log, 'utf8').split('\0\0').filter(Boolean);
  return calls.map((call) => call.split('\0'));
}

/** Git itself, but for pushes, of which it keeps the words and answers 42. */
function recordingGit(log: string): string {
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  return `#!/bin/sh
for word in "$@"; do
  if [ "$word" = push ]; then
    ${keepWords(log)}
    exit 42
  fi
done
exec '${real}' "$@"
`;
}

/** Gitenv itself, but for rollbacks, of which it keeps the words and answers 43. */
function recordingGitenv(log: string): string {
  return `#!/bin/sh
if [ "$1" = rollback ]; then
  ${keepWords(log)}
  exit 43
fi
exec '${path.join(project, 'dist', 'gitenv.cjs')}' "$@"
`;
}

const keepWords = (log: string) => `printf '%s\\0' "$@" >>'${log}'; printf '\\0' >>'${log}'`;
