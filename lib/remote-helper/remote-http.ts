import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { GitenvError } from '../errors';

/** Where a repository is, and the environment in which git may speak to it. */
export interface GitAddress {
  readonly cloneUrl: string;
  readonly env: NodeJS.ProcessEnv;
}

type Child = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };

/**
 * `git remote-http`, started where the repository most likely is while that is still being asked. It may be told
 * greetings from the start, on which it sends nothing to anybody, and all else once `settle` was called.
 */
export class RemoteHttp {
  /** Its exit code. */
  readonly ended: Promise<number>;
  private child: Child;
  private hear: (bytes: Buffer, source: Readable) => void = () => undefined;
  private readonly greetings: Buffer[] = [];
  /** So many bytes of answers were passed on. */
  private heard = 0;
  private resolve: (exitCode: number) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor(
    private readonly remote: string,
    private readonly likely: GitAddress,
  ) {
    this.child = start(remote, likely);
    this.ended = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever listens hears of it; it may also be that nobody does any more.
    this.ended.catch(() => undefined);
    this.watch();
  }

  listen(hear: (bytes: Buffer, source: Readable) => void): void {
    this.hear = hear;
    this.attend();
  }

  greet(bytes: Buffer): Promise<void> {
    this.greetings.push(bytes);
    return write(this.child.stdin, bytes);
  }

  /** Where the repository is. When that is elsewhere another process takes over, and is told the greetings again. */
  settle(certain: GitAddress): void {
    if (certain.cloneUrl === this.likely.cloneUrl) return;
    this.child.stdin.end();
    this.child.kill();
    this.child = start(this.remote, certain);
    this.watch();
    this.attend(this.heard);
    for (const greeting of this.greetings) this.child.stdin.write(greeting);
  }

  tell(bytes: Buffer): Promise<void> {
    return write(this.child.stdin, bytes);
  }

  hangUp(): void {
    this.child.stdin.end();
  }

  kill(): void {
    this.child.kill();
  }

  private watch(): void {
    const { child } = this;
    child.once('error', (cause) => {
      const error = new GitenvError('TOOL_MISSING', 'git cannot be started', { cause });
      if (child === this.child) this.reject(error);
    });
    child.once('close', (code, signal) => {
      if (child === this.child) this.resolve(code ?? (signal === 'SIGINT' ? 130 : 128));
    });
    // Either side may hang up first; the exit code tells what became of it.
    child.stdin.on('error', () => undefined);
  }

  /** @param repeated so many bytes are answers that were passed on already */
  private attend(repeated = 0): void {
    const { child } = this;
    let skip = repeated;
    child.stdout.on('data', (bytes: Buffer) => {
      const fresh = bytes.subarray(skip);
      skip -= bytes.length - fresh.length;
      if (child !== this.child || fresh.length === 0) return;
      this.heard += fresh.length;
      this.hear(fresh, child.stdout);
    });
  }
}

function start(remote: string, { cloneUrl, env }: GitAddress): Child {
  const [command, ...words] = remoteHttp(env);
  return spawn(command, [...words, remote, cloneUrl], { env, stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Git's own folder of programs is first on a helper's PATH; `git remote-http` would only start the same one later. */
function remoteHttp({ PATH = '' }: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  const program = path.join(PATH.split(path.delimiter, 1)[0] ?? '', 'git-remote-http');
  return fs.existsSync(program) ? [program] : ['git', 'remote-http'];
}

/** Waits until there is room for more, unless nobody reads any more: `git remote-http` ends where a push is refused. */
export async function write(output: Writable, bytes: Buffer): Promise<void> {
  if (output.write(bytes) || output.destroyed) return;
  const room = Promise.race([once(output, 'drain'), once(output, 'close')]);
  // Whoever looks after the stream hears of the error; here it means that nothing is waited for.
  await room.catch(() => undefined);
}

/** Writes on, and reads no more until there is room. */
export function pass(bytes: Buffer, input: Readable, output: Writable): void {
  if (output.write(bytes)) input.resume();
  else {
    input.pause();
    void once(output, 'drain').then(
      () => input.resume(),
      () => undefined,
    );
  }
}

/** Until git has read all that was written, or reads no more: whoever ends before cuts off what it still has. */
export function taken(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (output.destroyed) return resolve();
    output.once('close', resolve);
    output.write('', () => resolve());
  });
}
