import fs from 'node:fs';
import type { CodeQuestion } from '../../lib/aws/account/second-factor';
import { printable } from '../render/text';

/**
 * Asks on the terminal of this process, whatever its own input is: git has the helper's, and a value may be piped into
 * `gitenv config set`. What is typed is seen, as it is of no use to anybody a moment later.
 */
export async function askCode({ profile, serial }: CodeQuestion): Promise<string | undefined> {
  const terminal = process.env.CI ? undefined : openTerminal();
  if (terminal === undefined) return undefined;
  const [{ ReadStream }, { createInterface }] = await Promise.all([
    import('node:tty'),
    import('node:readline'),
  ]);
  const input = new ReadStream(terminal);
  fs.writeSync(terminal, `MFA code of ${printable(serial)} for profile ${printable(profile)}: `);
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
