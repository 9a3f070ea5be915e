import { execFile } from 'node:child_process';
import fs from 'node:fs';

/**
 * Asks on the terminal of this process, whatever its own input is: git has the helper's, and a value may be piped into
 * `gitenv config set`. An editor that has git ask its own program (`GIT_ASKPASS`, `SSH_ASKPASS`) is asked by that.
 * `GIT_TERMINAL_PROMPT=0` means here what it means to git: the terminal may be one that nobody looks at.
 * @returns what was typed, which is seen; undefined where nobody can be asked
 */
export async function askAside(
  question: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (env.CI) return undefined;
  const program = env.GIT_ASKPASS || env.SSH_ASKPASS;
  if (program && !process.stderr.isTTY) return askProgram(program, question);
  if (/^(0|false|no|off)$/i.test(env.GIT_TERMINAL_PROMPT ?? '')) return undefined;
  const terminal = openTerminal();
  return terminal === undefined ? undefined : askTerminal(terminal, question);
}

function askProgram(program: string, question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [question], { encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}

async function askTerminal(terminal: number, question: string): Promise<string> {
  const [{ ReadStream }, { createInterface }] = await Promise.all([
    import('node:tty'),
    import('node:readline'),
  ]);
  const input = new ReadStream(terminal);
  fs.writeSync(terminal, question);
  // The terminal stays in its own line mode, so that Ctrl-C reaches the process as ever.
  const reader = createInterface({ input, terminal: false });
  const line = await new Promise<string>((resolve) => {
    reader.once('line', resolve).once('close', () => resolve(''));
  });
  reader.close();
  input.destroy();
  return line.trim();
}

function openTerminal(): number | undefined {
  try {
    return fs.openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
}
