import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../../lib/errors';
import { exitStatuses } from '../../../lib/exit-statuses';

/** What a command is run with. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one of the application's own programs; what it prints goes to the build's log.
 * @throws GitenvError where there is no such program, or it ends with anything but 0
 */
export async function runCommand(command: readonly string[], where: Surroundings): Promise<void> {
  const [program = '', ...args] = command;
  if (program.startsWith('./')) makeExecutable(path.join(where.cwd, program), program);
  openOutput();
  const child = spawn(program, args, { cwd: where.cwd, env: where.env, stdio: 'inherit' });
  const end = await new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? notStarted(program, where.cwd) : error),
    );
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (end.code === 0) return;
  const how = end.signal ? `was ended by ${end.signal}` : `ended with ${end.code}`;
  const changed = end.code === exitStatuses.nothingChanged ? 'put back' : undefined;
  throw new GitenvError('TOOL_FAILED', `${command.join(' ')} ${how}`, { changed });
}

/**
 * Node opens the two at their first use, which may be as late as when a connection is closed that nobody has used for 5 s. It
 * makes a pipe then one that refuses what does not fit at once, for all who print to it, and most programs end when they
 * are refused. The start of a program takes that back, if they are open by then.
 */
function openOutput(): void {
  for (const { writable } of [process.stdout, process.stderr])
    if (!writable) throw new TypeError('the output is closed');
}

interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** CodePipeline's zips may lose that a program is one. */
function makeExecutable(file: string, program: string): void {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found)
    throw noProgram(
      program,
      'Add it at the root of the repository, or say in gitenv.json where it lies: "scripts".',
    );
  if (found.isDirectory()) throw isFolder(program);
  fs.chmodSync(file, 0o755);
}

function isFolder(program: string): GitenvError {
  const name = path.basename(program);
  return noProgram(
    program,
    `It is a folder. Write the program elsewhere, and say in gitenv.json where: "scripts": { "${name}": "scripts/${name}" }.`,
  );
}

/** The system says the same of a file whose first line names an interpreter that is not there. */
function notStarted(program: string, cwd: string): GitenvError {
  if (!program.startsWith('./') || !fs.existsSync(path.join(cwd, program)))
    return noProgram(program, 'Is it part of the build image?');
  return new GitenvError('TOOL_MISSING', `${program} cannot be started`, {
    further: 'The interpreter that its first line names is not part of the build image.',
  });
}

function noProgram(program: string, advice: string): GitenvError {
  return new GitenvError('TOOL_MISSING', `There is no program '${program}'`, { further: advice });
}
