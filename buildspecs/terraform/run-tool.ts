import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { GitenvError } from '../../lib/errors';
import { parseMessage, type UiMessage } from './messages';

/** A program that is there, and what it is run with. */
export interface Tool {
  /** Its name, as people say it. */
  readonly name: string;
  /** Where it is. */
  readonly program: string;
  readonly version: string;
  /** What stands before each command, where another program passes it on. */
  readonly prefix?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws GitenvError where it ends with anything but 0 */
export async function runTool(tool: Tool, cwd: string, args: readonly string[]): Promise<void> {
  const { code } = await ended(start(tool, cwd, args, 'inherit'));
  if (code !== 0) throw failed(tool, args, code);
}

/** @returns what it writes to stdout; the rest goes to the build's log */
export async function askTool(tool: Tool, cwd: string, args: readonly string[]): Promise<string> {
  const child = start(tool, cwd, args, 'pipe');
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { code } = await ended(child);
  if (code !== 0) throw failed(tool, args, code);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Runs a command with `-json`, whose output is one message a line.
 * @param on is told each message, and each line that is none
 * @returns the exit code
 */
export async function followTool(
  tool: Tool,
  cwd: string,
  args: readonly string[],
  on: (message: UiMessage) => void,
): Promise<number> {
  const child = start(tool, cwd, args, 'pipe');
  const end = ended(child);
  if (child.stdout)
    for await (const line of readline.createInterface({ input: child.stdout }))
      if (line !== '') on(parseMessage(line));
  return (await end).code;
}

export function failed(tool: Tool, args: readonly string[], code: number): GitenvError {
  return new GitenvError('TOOL_FAILED', `${tool.name} ${args[0]} ended with ${code}`);
}

function start(tool: Tool, cwd: string, args: readonly string[], stdout: 'inherit' | 'pipe') {
  const all = [...(tool.prefix ?? []), ...args];
  return spawn(tool.program, all, { cwd, env: tool.env, stdio: ['ignore', stdout, 'inherit'] });
}

function ended(child: ReturnType<typeof spawn>): Promise<{ code: number }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Killed by a signal it has no exit code.
    child.once('close', (code) => resolve({ code: code ?? 1 }));
  });
}
