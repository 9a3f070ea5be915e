import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { ExitCode, GitenvError } from '../../lib/errors';
import { type Command, type GlobalOptions, globalOptions } from '../command';
import type { Parameter } from '../parameter';
import { renderCommandHelp, renderHelp } from '../render/help';
import type { Session } from '../session';
import type { Output } from '../terminal/output';

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
  addOptions(program, globalOptions);
  const run = async (command: Command, parsed: CommanderCommand) => {
    const session = openSession(program.opts<GlobalOptions>());
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
  addOptions(made, command.options ?? []);
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
  return new GitenvError('USAGE', capital, {
    advice: suggestion?.replace(/^\(|\)$/g, ''),
    hint: `${path} --help`,
  });
}

/** Every plain flag that is not given is false, but for one that `--no-` of the same name contradicts. */
function addOptions(command: CommanderCommand, parameters: readonly Parameter[]): void {
  const options = parameters.map(optionOf);
  const contradicted = options.filter(({ negate }) => negate).map((it) => it.attributeName());
  for (const option of options) {
    if (option.isBoolean() && !contradicted.includes(option.attributeName())) option.default(false);
    command.addOption(option);
  }
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
