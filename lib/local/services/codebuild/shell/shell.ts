import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { type Mark, MarkFinder } from './marks';
import { type ShellName, shellProgram } from './script';

export interface ShellOptions {
  readonly shell: ShellName;
  /** Where commands start. */
  readonly directory: string;
  /** A folder of the shell's own, for its script and state. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (output: Buffer) => void;
}

export interface CommandResult {
  readonly status: number;
  /** The command replaced its shell (`exec`): what it set is lost. */
  readonly lost: boolean;
}

/** The shell is gone: killed from outside, or by a command that killed its parent. */
export class ShellGone extends Error {
  override readonly name = 'ShellGone';
}

/** One live shell in a session of its own: every command sees what earlier ones left (variables, functions, folder). */
export class Shell {
  private readonly child: ChildProcess;
  private readonly waiting: { resolve: (mark: Mark) => void; reject: (gone: Error) => void }[] = [];
  private gone: Error | undefined;
  private last: Mark = { status: 0, flags: '', lost: false, exitTrap: false };
  private readonly ready: Promise<Mark>;

  constructor(private readonly options: ShellOptions) {
    const token = randomBytes(12).toString('hex');
    this.child = spawn(
      options.shell,
      ['-c', shellProgram(options.shell), 'build', options.folder, token],
      {
        cwd: options.directory,
        env: options.environment,
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe'],
      },
    );
    const marks = new MarkFinder(token, options.onOutput, (mark) => this.hear(mark));
    this.output?.on('data', (chunk: Buffer) => marks.push(chunk));
    for (const stream of this.child.stdio) stream?.on('error', () => undefined);
    this.child.once('error', ({ message }) =>
      this.end(new ShellGone(`it cannot be started: ${message}`)),
    );
    this.child.once('exit', () => this.end(new ShellGone('the shell of the build was killed')));
    this.ready = this.nextMark();
    this.ready.catch(() => undefined);
  }

  /** The process that leads the session; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Where its programs are looked for, as it was at the start. */
  get path(): string {
    return this.options.environment.PATH ?? '';
  }

  /** True while the build has set an EXIT trap that has not run. */
  get hasExitTrap(): boolean {
    return this.last.exitTrap;
  }

  /**
   * Runs a command in the live shell.
   * @throws ShellGone when the shell was killed meanwhile
   */
  async run(command: string): Promise<CommandResult> {
    await this.ready;
    const traced = this.last.flags.replace(/[^xv]/g, '');
    const script = `${traced && `set -${traced}; `}${command}\n`;
    fs.writeFileSync(path.join(this.options.folder, 'script.sh'), script);
    const mark = this.nextMark();
    const [, , , prompt] = this.child.stdio;
    if (prompt instanceof Writable) prompt.write('\n');
    this.last = await mark;
    return this.last;
  }

  /** Stops or continues taking output, so that a build cannot print faster than its log is written. */
  hold(held: boolean): void {
    if (held) this.output?.pause();
    else this.output?.resume();
  }

  private get output(): Readable | null {
    return this.child.stdout;
  }

  private nextMark(): Promise<Mark> {
    if (this.gone) return Promise.reject(this.gone);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private hear(mark: Mark): void {
    this.waiting.shift()?.resolve(mark);
  }

  private end(gone: Error): void {
    this.gone ??= gone;
    for (const { reject } of this.waiting.splice(0)) reject(this.gone);
  }
}
