import fs from 'node:fs';
import { askForCodesBy } from '../../lib/aws/account/second-factor';
import { GitenvError } from '../../lib/errors';
import type { Progress } from '../../lib/release/following/progress';
import { runHelper } from '../../lib/remote-helper/remote-helper';
import { renderBug, renderError } from '../render/error';
import { progressOn } from '../render/progress';
import { printable } from '../render/text';
import { Output } from '../terminal/output';

/** Git's remote helper for `gitenv://` addresses. Its standard output belongs to git; all it says goes to stderr. */
async function main(): Promise<void> {
  const [remote = '', address = ''] = process.argv.slice(2);
  const { env } = process;
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  askForCodesBy(async (question) => (await import('./ask-code')).askCode(question));
  try {
    const call = { remote, address, cwd: process.cwd(), env };
    process.exit(await runHelper(call, { git: gitSide, progress, ask }));
  } catch (error) {
    const code = fail(error);
    await gitHasEnded();
    process.exit(code);
  }
}

/** No longer than nobody notices. */
const mostMs = 2000;

/**
 * Git may be writing still, and a signal would end it if nobody read that any more. Once it is told that no answer comes, it ends
 * by itself, with its own exit code.
 */
async function gitHasEnded(): Promise<void> {
  const { stdin } = process;
  if (stdin.isTTY || stdin.readableEnded) return;
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('error', () => resolve());
    setTimeout(resolve, mostMs);
  });
  // Why it fails is told; what was asked beside it may fail as well until then.
  process.on('unhandledRejection', () => undefined);
  fs.closeSync(process.stdout.fd);
  stdin.resume();
  await ended;
}

const gitSide = () => ({ input: process.stdin, output: process.stdout });

async function ask(question: string): Promise<string | undefined> {
  return (await import('./ask-aside')).askAside(`${printable(question)} [y/N] `);
}

let opened: Output | undefined;

function output(): Output {
  const { stdout, stderr, env } = process;
  opened ??= new Output({ stdout, stderr, env, json: false, quiet: false });
  return opened;
}

let shown: Progress | undefined;

function progress(): Progress {
  shown ??= progressOn(output(), onInterrupt);
  return shown;
}

let interrupted: GitenvError | undefined;

/**
 * Ctrl-C reaches git too, which then ends this process: both signals mean the same, and one may come twice. They are listened to
 * by one listener that stays: without one, a signal would end this process without a word.
 */
function onInterrupt(sentence: string, hint?: string): void {
  const isFirst = interrupted === undefined;
  interrupted = new GitenvError('INTERRUPTED', sentence, { hint });
  if (!isFirst) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      output().leave();
      process.exit(fail(interrupted));
    });
}

function fail(error: unknown): number {
  const known = error instanceof GitenvError;
  const text = known
    ? renderError(error, output().progressColors)
    : renderBug(error, Boolean(process.env.GITENV_DEBUG));
  output().notice(text);
  return known ? error.exitCode : 1;
}

void main();
