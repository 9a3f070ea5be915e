import path from 'node:path';
import { askForCodesBy } from '../../lib/aws/account/second-factor';
import { GitenvError } from '../../lib/errors';
import type { GlobalOptions } from '../command';
import { errorAnswer, renderBug, renderError } from '../render/error';
import { Interrupt } from '../terminal/interrupt';
import { Output } from '../terminal/output';
import { commands, hiddenCommands } from './commands';
import { runProgram } from './program';
import { createSession } from './session';

/** Runs the command line of this process to its end. The only place where an error becomes text and an exit code. */
export async function main(): Promise<void> {
  // A reader that has seen enough (`gitenv history prd | head -1`) is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
  askForCodesBy(async (question) => (await import('./ask-code')).askCode(question));
  const words = process.argv.slice(2);
  let output = outputFor({ json: words.includes('--json'), quiet: false });
  const interrupt = new Interrupt((error) => {
    // The terminal has shown ^C in the line where the cursor was.
    if (!output.leave() && process.stderr.isTTY) process.stderr.write('\n');
    process.exit(fail(error, output));
  });
  process.on('SIGINT', () => interrupt.fire());
  const every = [...commands, ...hiddenCommands];
  try {
    process.exitCode = await runProgram(every, words, output, (options) => {
      output = outputFor(options);
      const directory = path.resolve(options.C ?? '.');
      return createSession({ output, directory, words, assumeYes: options.yes, interrupt });
    });
  } catch (error) {
    process.exitCode = fail(error, output);
  }
}

type SaidOptions = Pick<GlobalOptions, 'json' | 'quiet'> & { readonly verbose?: boolean };

function outputFor({ json, quiet, verbose = false }: SaidOptions): Output {
  return new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    json,
    quiet,
    verbose,
  });
}

/** Shows what went wrong; under `--json` also as the answer, unless there is one already. */
function fail(error: unknown, output: Output): number {
  const debug = Boolean(process.env.GITENV_DEBUG);
  if (!(error instanceof GitenvError)) {
    const bug = { code: 'BUG', message: String(error) };
    if (output.json && !output.hasAnswered) output.result({ error: bug }, String);
    output.notice(renderBug(error, debug));
    return 1;
  }
  if (output.json && !output.hasAnswered) output.result({ error: errorAnswer(error) }, String);
  output.notice(renderError(error, output.progressColors));
  if (debug && error.stack) output.notice(error.stack);
  return error.exitCode;
}
