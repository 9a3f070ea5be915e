import { spawn, spawnSync } from 'node:child_process';
import type { World } from './world';

/** Whether this machine can make a terminal. */
export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

/** What is waited for on the terminal, and what is typed then. */
export type Typed = readonly [shown: string, keys: string];

export const ctrlC = '\u0003';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours begin with
const colour = /\u001b\[[0-9;]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const steering = /\u001b\[[0-9;?]*[A-Za-z]/g;
/** A line that is redrawn ends where the cursor is moved. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const lineEnd = /[\r\n]|\u001b\[[0-9;?]*[A-Za-z]/;

/**
 * Runs a command on a terminal of 80 columns of its own, and types an answer when its question is shown.
 * @returns the exit code, what stood on the terminal without colours, and the columns of its longest line
 */
export function onTerminal(
  world: World,
  command: string,
  typed: readonly Typed[],
): Promise<{ readonly status: number | null; readonly shown: string; readonly widest: number }> {
  const line = `stty cols 80 rows 24; exec ${command}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: world.repository,
    env: { ...world.env, TERM: 'xterm', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const left = [...typed];
  let [shown, since] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text;
    const [next] = left;
    if (next === undefined || !shown.includes(next[0], since)) return;
    since = shown.length;
    left.shift();
    child.stdin.write(next[1]);
  });
  // A question that nobody answers would keep the test for ever.
  const guard = setTimeout(() => child.kill(), 60_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(guard);
      const lines = shown.replace(colour, '').split(lineEnd);
      const widest = Math.max(...lines.map((one) => one.length));
      const plain = shown.replace(steering, '').replaceAll('\r', '');
      const unasked = left.map(([question]) => `\n[never shown: ${question}]`).join('');
      resolve({ status, shown: plain + unasked, widest });
    });
  });
}
