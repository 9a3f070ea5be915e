import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { GitenvError } from '../errors';
import type { Conversation } from './conversation';

/** Git's side of the conversation: what the helper's own standard input and output are. */
export interface GitSide {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Lets `git remote-http` speak to git, and the conversation listen.
 * @param beforePush called before push commands go through, which wait for it, and do not when it throws
 * @returns the exit code of `git remote-http`
 */
export async function runRemoteHttp(
  options: { remote: string; cloneUrl: string; env: NodeJS.ProcessEnv },
  git: GitSide,
  conversation: Conversation,
  beforePush: () => Promise<void>,
): Promise<number> {
  const [command, ...words] = remoteHttp(options.env);
  const child = spawn(command, [...words, options.remote, options.cloneUrl], {
    env: options.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    pumpToRemote(git, child.stdin, conversation, beforePush).catch((error: unknown) => {
      child.kill();
      reject(error);
    });
    child.once('error', (cause) =>
      reject(new GitenvError('TOOL_MISSING', 'git cannot be started.', { cause })),
    );
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 128)));
  });
  // Either side may hang up first; the exit code tells what became of it.
  child.stdin.on('error', () => undefined);
  git.output.on('error', () => child.kill());
  pumpToGit(child.stdout, git.output, conversation);
  return ended;
}

/** Git's own folder of programs is first on a helper's PATH; `git remote-http` would only start the same one later. */
function remoteHttp({ PATH = '' }: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  const program = path.join(PATH.split(path.delimiter, 1)[0] ?? '', 'git-remote-http');
  return fs.existsSync(program) ? [program] : ['git', 'remote-http'];
}

async function pumpToRemote(
  { input, output: toGit }: GitSide,
  toRemote: Writable,
  conversation: Conversation,
  beforePush: () => Promise<void>,
): Promise<void> {
  for await (const bytes of input) {
    for (const { kind, bytes: said } of conversation.git(bytes as Buffer)) {
      if (kind === 'push') await beforePush();
      await write(kind === 'answer' ? toGit : toRemote, said);
    }
  }
  toRemote.end();
}

/** Waits until there is room for more, unless nobody reads any more: `git remote-http` ends where a push is refused. */
async function write(output: Writable, bytes: Buffer): Promise<void> {
  if (output.write(bytes) || output.destroyed) return;
  const room = Promise.race([once(output, 'drain'), once(output, 'close')]);
  // Whoever looks after the stream hears of the error; here it means that nothing is waited for.
  await room.catch(() => undefined);
}

function pumpToGit(input: Readable, output: Writable, conversation: Conversation): void {
  input.on('data', (bytes: Buffer) => {
    conversation.remote(bytes);
    pass(bytes, input, output);
  });
}

/** Writes on, and reads no more until there is room. */
function pass(bytes: Buffer, input: Readable, output: Writable): void {
  if (output.write(bytes)) input.resume();
  else {
    input.pause();
    void once(output, 'drain').then(() => input.resume());
  }
}
