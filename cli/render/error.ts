import type { GitenvError } from '../../lib/errors';
import type { Colors } from '../terminal/output';
import { printable } from './text';

/**
 * The sentence and, where there is one, what to do about it, a line for each way: in git's own manner. Subjects and names of others
 * may be in both.
 */
export function renderError({ message, hint }: GitenvError, colors: Colors): string {
  const sentence = `${colors.red('gitenv:')} ${printable(message)}`;
  if (hint === undefined) return sentence;
  const lines = hint.split('\n').map(printable);
  return `${sentence}\n${colors.yellow('hint:')} ${lines.join('\n      ')}`;
}

/** The same for programs. */
export function errorAnswer({ code, message, hint }: GitenvError) {
  return { code, message, hint };
}

/** For anything thrown that was not foreseen. */
export function renderBug(error: unknown, debug: boolean): string {
  const reason = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = reason.split('\n');
  const apology = `gitenv: Sorry, this is a bug in gitenv: ${firstLine}`;
  if (debug) return `${apology}\n${error instanceof Error ? error.stack : ''}`;
  return `${apology}\nhint: GITENV_DEBUG=1 shows where it happened`;
}
