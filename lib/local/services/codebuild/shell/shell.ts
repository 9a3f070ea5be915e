import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { MarkFinder } from './marks';
import {
  commandScript,
  directoryFile,
  environmentFile,
  firstEnvironment,
  isVariableName,
  runnerProgram,
  type ShellName,
  scriptFile,
} from './script';

export interface ShellOptions {
  readonly shell: ShellName;
  /** Where commands start. */
  readonly directory: string;
  /** A folder of the shell's own, for its script and what commands leave to those that follow. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (output: Buffer) => void;
}

/** What runs the commands is gone: killed from outside, or by a command that killed its parent. */
export class ShellGone extends Error {
  override readonly name = 'ShellGone';
}

/** Runs commands in a session of their own, each as a script that finds the variables and the folder of the one before. */
export class Shell {
  private readonly child: ChildProcess;
  private readonly waiting: {
    resolve: (status: number) => void;
    reject: (gone: Error) => void;
  }[] = [];
  private gone: Error | undefined;
  /** Resolves once the process that leads the session is no more. */
  readonly ended: Promise<void>;

  constructor(private readonly options: ShellOptions) {
    const { shell, folder, directory, environment } = options;
    fs.writeFileSync(path.join(folder, environmentFile), firstEnvironment(environment), {
      mode: 0o600,
    });
    fs.writeFileSync(path.join(folder, directoryFile), `${directory}\n`);
    const token = randomBytes(12).toString('hex');
    this.child = spawn(shell, ['-c', runnerProgram(shell), 'build', folder, token], {
      cwd: directory,
      env: runnerEnvironment(environment),
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe'],
    });
    const marks = new MarkFinder(token, options.onOutput, (status) => this.hear(status));
    this.output?.on('data', (chunk: Buffer) => marks.push(chunk));
    for (const stream of this.child.stdio) stream?.on('error', () => undefined);
    this.child.once('error', ({ message }) =>
      this.end(new ShellGone(`it cannot be started: ${message}`)),
    );
    this.ended = new Promise((resolve) => {
      this.child.once('exit', resolve).once('error', () => resolve());
    });
    this.child.once('exit', () => this.end(new ShellGone('the shell of the build was killed')));
  }

  /** The process that leads the session; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Where its programs are looked for, as it was at the start. */
  get path(): string {
    return this.options.environment.PATH ?? '';
  }

  /**
   * Runs a command.
   * @returns its exit status
   * @throws ShellGone when what runs the commands was killed meanwhile
   */
  run(command: string): Promise<number> {
    if (this.gone) return Promise.reject(this.gone);
    const { folder } = this.options;
    fs.writeFileSync(path.join(folder, scriptFile), commandScript(command, folder));
    const status = new Promise<number>((resolve, reject) => this.waiting.push({ resolve, reject }));
    const [, , , prompt] = this.child.stdio;
    if (prompt instanceof Writable) prompt.write('\n');
    return status;
  }

  /** Stops or continues taking output, so that a build cannot print faster than its log is written. */
  hold(held: boolean): void {
    if (held) this.output?.pause();
    else this.output?.resume();
  }

  private get output(): Readable | null {
    return this.child.stdout;
  }

  private hear(status: number): void {
    this.waiting.shift()?.resolve(status);
  }

  private end(gone: Error): void {
    this.gone ??= gone;
    for (const { reject } of this.waiting.splice(0)) reject(this.gone);
  }
}

/**
 * What commands find without env.sh, and so whatever they unset: what it takes to run them, the build's mark, and what no
 * shell can set.
 */
function runnerEnvironment(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = new Set(['PATH', 'HOME', 'CODEBUILD_BUILD_ID']);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => kept.has(name) || !isVariableName(name)),
  );
}
