import fs from 'node:fs';
import path from 'node:path';
import { isVariableName, quote } from '../shell/script';
import { Shell, ShellGone } from '../shell/shell';
import { PhaseFailure, type Run } from './run';

export function openShell(run: Run, environment: Readonly<Record<string, string>>): void {
  run.shell = new Shell({
    shell: run.buildspec?.env.shell ?? 'bash',
    directory: run.source,
    folder: run.scratch,
    environment,
    onOutput: (output) => {
      run.heard.add(output);
      run.log.output(output);
    },
  });
}

/** Runs one entry of `commands` or `finally`, with its lines in the log. */
export async function runCommand(run: Run, command: string): Promise<number> {
  run.checkHalted();
  run.log.note(`Running command ${command}`);
  const status = await shellRun(run, isolate(run, command));
  run.log.endLine();
  if (status !== 0)
    run.log.note(`Command did not exit successfully ${command} exit status ${status}`);
  return status;
}

/** Version 0.1 passes nothing on from one command to the next. */
function isolate(run: Run, command: string): string {
  if (run.buildspec?.version !== '0.1') return command;
  const file = path.join(run.scratch, 'command.sh');
  fs.writeFileSync(file, `${command}\n`);
  return `( . ${quote(file)} )`;
}

/** @throws Halted when the build was stopped meanwhile, PhaseFailure when the shell is gone for another reason */
async function shellRun(run: Run, command: string): Promise<number> {
  if (!run.shell) throw new Error('the build has no shell');
  try {
    return await run.shell.run(command);
  } catch (error) {
    run.checkHalted();
    if (!(error instanceof ShellGone)) throw error;
    throw new PhaseFailure(
      'COMMAND_EXECUTION_ERROR',
      `Error while executing command: ${command}. Reason: ${error.message}`,
    );
  }
}

/** Tells the commands that follow whether all has gone well so far. */
export async function setSucceeding(run: Run, succeeding: boolean): Promise<void> {
  await shellRun(run, `export CODEBUILD_BUILD_SUCCEEDING=${succeeding ? 1 : 0}`);
}

/**
 * Texts with what a command would make of their variables and substitutions; patterns are left alone, since only
 * variables are asked for and not file names.
 */
export async function expand(run: Run, texts: readonly string[]): Promise<readonly string[]> {
  const needed = texts.filter((text) => /[$`\\]/.test(text));
  if (needed.length === 0) return texts;
  const end = 'CODEBUILD_END_OF_TEXT';
  const values = await ask(
    run,
    needed.map((text) => `cat <<${end}\n${text}\n${end}`),
  );
  const expanded = new Map(needed.map((text, index) => [text, values[index] ?? '']));
  return texts.map((text) => expanded.get(text) ?? text);
}

/** Takes the values of exported variables as they are after the last command. */
export async function exportVariables(run: Run): Promise<void> {
  const names = run.buildspec?.env.exportedVariables ?? [];
  const usable = names.filter(isVariableName);
  if (usable.length === 0) return;
  const values = await ask(
    run,
    usable.map((name) => `printf '%s\\n' "\${${name}-}"`),
  );
  run.build.exportedEnvironmentVariables = usable.map((name, index) => ({
    name,
    value: values[index] ?? '',
  }));
}

/** What commands print where the build's commands run: questions change nothing. */
async function ask(run: Run, commands: readonly string[]): Promise<readonly string[]> {
  const file = path.join(run.scratch, 'answers');
  const each = commands.map((command) => `${command}\nprintf '\\0'`).join('\n');
  await shellRun(run, `(\nset +eux\n${each}\n) >|${quote(file)}`);
  return fs
    .readFileSync(file, 'utf8')
    .split('\0')
    .map((answer) => answer.replace(/\n$/, ''));
}
