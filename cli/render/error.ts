import type { GitenvError } from '../../lib/errors';
import type { Colors } from '../terminal/output';
import { printable } from './text';

/**
 * The sentences and, where there are any, the commands to type, a line each: in git's own manner. Subjects and names of
 * others may be in both.
 */
export function renderError({ message, advice, hint }: GitenvError, colors: Colors): string {
  const words = advice ? `${message} ${advice}` : message;
  const sentence = `${colors.red('gitenv:')} ${printable(words)}`;
  if (hint === undefined) return sentence;
  const lines = hint.split('\n').map(printable);
  return `${sentence}\n${colors.yellow('hint:')} ${lines.join('\n      ')}`;
}

/** The same for programs. */
export function errorAnswer({ code, message, advice, hint }: GitenvError) {
  return { code, message, advice, hint };
}

/** For anything thrown that was not foreseen. */
export function renderBug(error: unknown, debug: boolean): string {
  const reason = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = reason.split('\n');
  const apology = `gitenv: Sorry, this is a bug in gitenv: ${printable(firstLine)}`;
  if (debug) return `${apology}\n${error instanceof Error ? error.stack : ''}`;
  return `${apology}\nGITENV_DEBUG=1 in the environment shows where it happened.`;
}
