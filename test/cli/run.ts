import { runProgram } from '../../cli/bin/program';
import type { Command } from '../../cli/command';
import type { Session } from '../../cli/session';
import { Output } from '../../cli/terminal/output';

export interface Captured {
  readonly output: Output;
  stdout(): string;
  stderr(): string;
}

/** An output that keeps what it is given. */
export function captureOutput(options: { json?: boolean; quiet?: boolean } = {}): Captured {
  const text = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof text) => ({
    write: (more: string) => {
      text[name] += more;
    },
  });
  const output = new Output({
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    json: options.json ?? false,
    quiet: options.quiet ?? false,
  });
  return { output, stdout: () => text.stdout, stderr: () => text.stderr };
}

/** Runs words against commands whose session is given, or must not be needed. */
export async function runWords(
  commands: readonly Command[],
  words: readonly string[],
  session?: Session,
): Promise<{ exitCode: number; stdout: string }> {
  const captured = captureOutput();
  const exitCode = await runProgram(commands, words, captured.output, () => {
    if (!session) throw new Error('no command was to run');
    return session;
  });
  return { exitCode, stdout: captured.stdout() };
}
