import { commands } from '../../../cli/bin/commands';
import { runProgram } from '../../../cli/bin/program';
import type { Command } from '../../../cli/command';
import { GitenvError } from '../../../lib/errors';
import { captureOutput } from '../run';

/** Stands for what is known only when a hint is made: a name, a commit, a whole command. */
export const unknown = '\u{fffc}';

/** What a hint may run, beside gitenv; a line that begins with none of these is prose. */
const programs = [
  ...[
    'aws',
    'cat',
    'chmod',
    'dos2unix',
    'echo',
    'git',
    'kill',
    'ls',
    'mv',
    'npm',
    'npx',
    'openssl',
  ],
  ...['rm', 'sed', 'terraform', 'terragrunt', 'tofu', 'unset'],
];

const gitVerbs = [
  ...['add', 'checkout', 'clone', 'commit', 'config', 'diff', 'fetch', 'init', 'lfs', 'log'],
  ...['merge', 'mv', 'pull', 'push', 'rebase', 'reset', 'restore', 'remote', 'rm', 'show'],
  ...['status', 'submodule', 'switch', 'tag', 'update-index'],
];

/** What is wrong with a hint, a sentence each; nothing if every line of it can be pasted into a shell. */
export async function complaintsOfHint(hint: string): Promise<string[]> {
  const found = await Promise.all(hint.split('\n').map(complaintOfLine));
  return found.flatMap((complaint) => complaint ?? []);
}

async function complaintOfLine(line: string): Promise<string | undefined> {
  const lists = commandsIn(line);
  if (typeof lists === 'string') return `${lists}: ${line}`;
  for (const words of lists) {
    const complaint = await complaintOfWords(words);
    if (complaint !== undefined) return `${complaint}: ${line}`;
  }
  return undefined;
}

async function complaintOfWords(all: readonly string[]): Promise<string | undefined> {
  const words = all.slice(all.findIndex((word) => !/^\w+=/.test(word)));
  const [program = '', ...rest] = words;
  if (program.startsWith(unknown)) return undefined;
  if (program === 'gitenv') return complaintOfGitenv(rest);
  if (!programs.includes(program)) return `'${program}' is no program`;
  if (program !== 'git') return undefined;
  const verb = rest[0] === '-C' || rest[0] === '-c' ? rest[2] : rest[0];
  return gitVerbs.includes(verb ?? '') ? undefined : `git has no '${verb}'`;
}

async function complaintOfGitenv(words: readonly string[]): Promise<string | undefined> {
  const isKnown = !words.some((word) => word.includes(unknown));
  try {
    const quiet = captureOutput().output;
    const stubs = commands.map((command) => stub(command, isKnown));
    await runProgram(stubs, words, quiet, () => ({}) as never);
    return undefined;
  } catch (error) {
    if (error instanceof GitenvError) return error.message;
    throw error;
  }
}

/** The command's declaration, which does nothing. @param strict hold options to their choices too */
function stub(command: Command, strict: boolean): Command {
  const options = command.options?.map(({ choices, ...option }) => ({
    ...option,
    ...(strict && choices && { choices }),
  }));
  return {
    ...command,
    ...(options && { options }),
    ...(command.commands && { commands: command.commands.map((it) => stub(it, strict)) }),
    ...(command.run && { run: async () => undefined }),
  };
}

/**
 * The commands of a line that are joined by `&&`, as a shell would take their words.
 * @returns what is wrong instead, where a shell would not take the line, or take it as something else
 */
function commandsIn(line: string): string[][] | string {
  const lists: string[][] = [[]];
  const pattern =
    /\s+|(?<and>&&)|(?<from><) *(?=[^\s<>]+$)|(?<onto>>>) *(?=[^\s<>&]+(?:\s|$))|(?<word>(?:'[^']*'|\$'(?:[^'\\]|\\.)*'|"(?:[^"\\$`]|\\.)*"|\\.|[^\s'"\\;&|<>()`$#*?!…])+)|(?<other>.)/gsu;
  for (const { groups = {} } of line.matchAll(pattern)) {
    const { and, word, other } = groups;
    if (other !== undefined) return `'${other}' means something else to a shell`;
    if (and !== undefined) lists.push([]);
    if (word === undefined) continue;
    if (/[,:]$/.test(word)) return `'${word}' ends as a word of a sentence does`;
    lists.at(-1)?.push(word.replace(/^(\w*=?)\$?(['"])(.*)\2$/s, '$1$3'));
  }
  return lists.every((words) => words.length > 0) ? lists : 'a part of it is empty';
}
