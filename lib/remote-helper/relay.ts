import type { Readable, Writable } from 'node:stream';
import type { Conversation, Turn } from './conversation';
import { type GitAddress, pass, type RemoteHttp, taken, write } from './remote-http';

/** Git's side of the conversation: what the helper's own standard input and output are. */
export interface GitSide {
  readonly input: Readable;
  readonly output: Writable;
}

/** What waits for others, or others for it, while git and `git remote-http` speak. */
export interface Turns {
  /** Where the repository is. Until then `git remote-http` says nothing to anybody; where it cannot be had, never. */
  readonly certain: Promise<GitAddress>;
  /** Called before push commands go through, which wait for it, and do not when it throws. */
  beforePush(): Promise<void>;
  /** Called when the other side has said all that there is, before git hears it, which waits for it. */
  beforeAnswer(): Promise<void>;
  /** Told what has gone through to `git remote-http`, which is the time for work that need not hold it up. */
  said(kind: Turn['kind']): void;
}

/**
 * Lets git and `git remote-http` speak, and the conversation listen.
 * @returns the exit code of `git remote-http`
 */
export function letSpeak(
  git: GitSide,
  remote: RemoteHttp,
  conversation: Conversation,
  turns: Turns,
): Promise<number> {
  const settled = turns.certain.then((address) => remote.settle(address));
  git.output.on('error', () => remote.kill());
  const spoken = new Promise<number>((resolve, reject) => {
    remote.ended.then((exitCode) => taken(git.output).then(() => resolve(exitCode)), reject);
    settled.catch(reject);
    remote.listen((bytes, source) => {
      const hadListed = conversation.hasListed;
      conversation.remote(bytes);
      if (hadListed || !conversation.hasListed) return pass(bytes, source, git.output);
      source.pause();
      turns.beforeAnswer().then(() => pass(bytes, source, git.output), reject);
    });
    hearOut(git.input, async (bytes) => {
      for (const turn of conversation.git(bytes))
        await take(turn, git, remote, { ...turns, settled });
    }).then(() => remote.hangUp(), reject);
  });
  return spoken.catch((error: unknown) => {
    remote.kill();
    throw error;
  });
}

async function take(
  { kind, bytes }: Turn,
  git: GitSide,
  remote: RemoteHttp,
  {
    settled,
    beforePush,
    said,
  }: Omit<Turns, 'certain' | 'beforeAnswer'> & { readonly settled: Promise<void> },
): Promise<void> {
  if (kind === 'answer') return write(git.output, bytes);
  if (kind === 'greeting') return remote.greet(bytes);
  await settled;
  if (kind === 'push') await beforePush();
  await remote.tell(bytes);
  said(kind);
}

/** Hands on what is read, a piece after the other. To make an async iterator of it would take longer than all else here. */
function hearOut(input: Readable, hear: (bytes: Buffer) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    input.on('data', (bytes: Buffer) => {
      input.pause();
      hear(bytes).then(() => input.resume(), reject);
    });
    input.once('end', resolve).once('error', reject);
  });
}
