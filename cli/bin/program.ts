import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { ExitCode, GitenvError } from '../../lib/errors';
import type { Command, Parameter } from '../command';
import { renderCommandHelp, renderHelp } from '../render/help';
import type { Session } from '../session';
import type { Output } from '../terminal/output';

export const globalOptions: readonly Parameter[] = [
  { spelling: '-C <dir>', meaning: 'Run as if started in <dir>' },
  { spelling: '--json', meaning: 'Answer with JSON on stdout' },
  { spelling: '-q, --quiet', meaning: 'Say nothing on the way to the answer' },
  { spelling: '-v, --verbose', meaning: 'Show all that builds print, and redraw nothing' },
];

export type GlobalOptions = Readonly<Record<string, unknown>>;

/**
 * Finds the command that the words name and runs it.
 * @param openSession called once the options are known, and only when a command is to run
 * @returns the exit code
 * @throws GitenvError USAGE for words that name no command or do not fit it; whatever the command throws
 */
export async function runProgram(
  commands: readonly Command[],
  words: readonly string[],
  output: Output,
  openSession: (options: GlobalOptions) => Session,
): Promise<number> {
  let exitCode: number = ExitCode.ok;
  const program = base(new CommanderCommand('gitenv'), 'gitenv', output)
    .configureHelp({ formatHelp: () => renderHelp(commands, globalOptions, output) })
    .helpCommand('help [command]', 'Show how to use a command');
  for (const option of globalOptions) program.addOption(optionOf(option));
  const run = async (command: Command, parsed: CommanderCommand) => {
    const session = openSession(program.opts());
    const input = { args: parsed.args, options: parsed.opts() };
    exitCode = (await command.run?.(session, input)) ?? ExitCode.ok;
  };
  for (const command of commands) add(program, command, output, run);
  if (words.length === 0) words = ['--help'];
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw error;
  }
  return exitCode;
}

function add(
  parent: CommanderCommand,
  command: Command,
  output: Output,
  run: (command: Command, parsed: CommanderCommand) => Promise<void>,
): void {
  const path = `${pathOf(parent)} ${command.name}`;
  const made = base(parent.command(command.name), path, output).configureHelp({
    formatHelp: () => renderCommandHelp(path, command, globalOptions, output),
  });
  for (const { spelling, meaning } of command.arguments ?? []) made.argument(spelling, meaning);
  for (const option of command.options ?? []) made.addOption(optionOf(option));
  for (const inner of command.commands ?? []) add(made, inner, output, run);
  if (command.run) made.action(() => run(command, made));
  else made.helpCommand(false);
}

/** What every level has in common: failures come back as a GitenvError, and help goes to stdout. */
function base(command: CommanderCommand, path: string, output: Output): CommanderCommand {
  return command
    .configureOutput({
      writeOut: (text) => output.result({ help: text }, () => text),
      writeErr: () => undefined,
    })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, path);
    });
}

function usageError({ code, message }: CommanderError, path: string): unknown {
  if (code === 'commander.help')
    return new GitenvError('USAGE', `${path} needs a command`, { hint: `${path} --help` });
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const capital = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  return new GitenvError('USAGE', capital.endsWith('.') ? capital : `${capital}`, {
    hint:
      suggestion?.replace(/^\(Did|\)$/g, (end) => (end === ')' ? '' : 'did')) ?? `${path} --help`,
  });
}

function optionOf({ spelling, meaning, fallback, choices, repeatable }: Parameter): Option {
  const option = new Option(spelling, meaning);
  if (fallback !== undefined) option.default(fallback);
  if (choices) option.choices(choices);
  if (repeatable) option.argParser<string[]>((value, previous) => [...(previous ?? []), value]);
  return option;
}

function pathOf(command: CommanderCommand): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
