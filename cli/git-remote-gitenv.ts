import { GitenvError } from '../lib/errors';
import { runHelper } from '../lib/remote/remote-helper';
import { Output } from './output';
import { progressOn } from './progress';
import { renderBug, renderError } from './render/error';

/** Git's remote helper for `gitenv://` addresses. Its standard output belongs to git; all it says goes to stderr. */
async function main(): Promise<void> {
  const [remote = '', address = ''] = process.argv.slice(2);
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { stdout, stderr, env } = process;
  const output = new Output({ stdout, stderr, env, json: false, quiet: false });
  try {
    const code = await runHelper(
      { remote, address, cwd: process.cwd(), env },
      { input: process.stdin, output: stdout },
      progressOn(output, (sentence, hint) => onInterrupt(output, sentence, hint)),
    );
    process.exit(code);
  } catch (error) {
    process.exit(fail(error, output));
  }
}

/** Ctrl-C reaches git too, which then ends this process: both signals mean the same. */
function onInterrupt(output: Output, sentence: string, hint: string | undefined): void {
  const error = new GitenvError('INTERRUPTED', sentence, hint === undefined ? {} : { hint });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      output.leave();
      process.exit(fail(error, output));
    });
  }
}

function fail(error: unknown, output: Output): number {
  const known = error instanceof GitenvError;
  const text = known
    ? renderError(error, output.progressColors)
    : renderBug(error, Boolean(process.env.GITENV_DEBUG));
  output.notice(text);
  return known ? error.exitCode : 1;
}

void main();
