import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../lib/errors';
import { shellWord } from '../../lib/shell-word';
import { printable } from '../render/text';
import type { ChoiceOptions, Session } from '../session';
import type { Interrupt } from '../terminal/interrupt';
import type { Output } from '../terminal/output';
import { wrapToColumns } from '../terminal/width';

const packageRoot = packageAround(__dirname);

/** The session of this process: its environment, its terminal, its Ctrl-C. */
export function createSession(options: {
  output: Output;
  directory: string;
  words: readonly string[];
  assumeYes: boolean;
  interrupt: Interrupt;
}): Session {
  const { output, directory, words, assumeYes, interrupt } = options;
  const typed = ['gitenv', ...words].map(shellWord).join(' ');
  const asking: Ask = (question) => ask(question, interrupt);
  return {
    output,
    directory,
    env: process.env,
    assumeYes,
    typed,
    packageRoot,
    serverFile: path.join(packageRoot, 'dist', 'local.cjs'),
    signal: interrupt.signal,
    now: () => new Date(),
    project: async (other = '') =>
      (await import('../project')).findProject(path.resolve(directory, other)),
    confirm: confirmWith(typed, asking),
    choose: (question, options) => choose(question, options, asking),
    confirmName: (name, given) => confirmName(name, given, asking),
    readValue: async (prompt, longest) => {
      const { readValue } = await import('../terminal/read-value');
      return readValue(process.stdin, {
        prompt,
        longest,
        canAsk: canAsk(),
        show: (text) => process.stderr.write(text),
        interrupt: () => interrupt.fire(),
      });
    },
    openInBrowser,
    whenInterrupted: (sentence, hint) => interrupt.announce(sentence, hint),
  };
}

/** The nearest folder with a package.json, whether this runs from the sources or from `dist/`. */
function packageAround(folder: string): string {
  const isRoot = fs.existsSync(path.join(folder, 'package.json'));
  return isRoot ? folder : packageAround(path.dirname(folder));
}

/** @param typed the command, which is to be typed again with what answers beforehand */
function confirmWith(typed: string, asking: Ask): Session['confirm'] {
  return async (question, { assumeYes, option = '--yes' }) => {
    if (assumeYes) return;
    if (!canAsk()) {
      throw new GitenvError('CONFIRMATION_NEEDED', `Nobody is here to answer: ${question}`, {
        advice: `Add ${option} to go ahead.`,
        hint: `${typed} ${option}`,
      });
    }
    const answer = await asking(`${onTerminal(question)} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new GitenvError('DECLINED', 'Nothing was changed');
  };
}

async function choose(
  question: string,
  { choices, usual, others, mayAsk, otherwise: advice }: ChoiceOptions,
  asking: Ask,
): Promise<string> {
  if (!mayAsk || !canAsk())
    throw new GitenvError('CONFIRMATION_NEEDED', `Nobody is here to answer: ${question}`, {
      advice,
    });
  const all = `${choices.join(', ')}${usual === undefined ? '' : ` [${usual}]`}`;
  const answer = (await asking(`${onTerminal(`${question} ${all}`)} `)).trim() || usual;
  if (answer !== undefined && (choices.includes(answer) || others?.test(answer))) return answer;
  throw new GitenvError('DECLINED', `'${answer ?? ''}' is none of ${choices.join(', ')}`, {
    changed: 'nothing',
    advice,
  });
}

async function confirmName(name: string, given: string | undefined, asking: Ask): Promise<void> {
  if (given === undefined && !canAsk()) {
    throw new GitenvError('CONFIRMATION_NEEDED', `Nobody is here to type '${name}'`, {
      advice: `Add --confirm ${name} to go ahead.`,
    });
  }
  const typed = given ?? (await asking(`Type ${name} to go ahead: `)).trim();
  if (typed === name) return;
  throw new GitenvError('DECLINED', `'${typed}' is not '${name}': nothing was changed`);
}

function openInBrowser(address: string): void {
  const { DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  const isMac = process.platform === 'darwin';
  if (CI || !process.stdout.isTTY || !(isMac || DISPLAY || WAYLAND_DISPLAY)) return;
  const opener = spawn(isMac ? 'open' : 'xdg-open', [address], { stdio: 'ignore', detached: true });
  // The address is printed anyway.
  opener.on('error', () => undefined).unref();
}

function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY && !process.env.CI);
}

type Ask = (question: string) => Promise<string>;

/** Broken between words where it is wider than the terminal. */
function onTerminal(question: string): string {
  return wrapToColumns(printable(question), (process.stderr.columns || Infinity) - 1).join('\n');
}

/** Reads one line. The terminal stays in its own line mode, so that Ctrl-C reaches the process as ever. */
async function ask(question: string, interrupt: Interrupt): Promise<string> {
  const readline = await import('node:readline');
  const reader = readline.createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: false,
  });
  const answer = new Promise<string>((resolve) => {
    reader.once('close', () => resolve(''));
    reader.question(question, resolve);
  });
  try {
    return await interrupt.answered(answer);
  } catch (error) {
    // The terminal has shown ^C in the line where the cursor was.
    process.stderr.write('\n');
    throw error;
  } finally {
    reader.close();
  }
}
