import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { type PushCommand, parsePushCommand } from '../git/push-command';

/** One process, as the system lists it. */
interface Listed {
  readonly parent: number;
  readonly words: readonly string[];
}

/** Between `git push` and its helper git has a process of its own, and what is installed may have another. */
const generations = 4;

/**
 * The call of `git push` that has started this process. Git does not tell a helper what it does not push, such as
 * what it has refused by itself, so its own words are read. Undefined where the system does not show them.
 */
export async function askedPush(
  parent = process.ppid,
  list: (id: number) => Promise<Listed | undefined> = listed,
): Promise<PushCommand | undefined> {
  let id = parent;
  for (let generation = 0; generation < generations && id > 1; generation += 1) {
    const found = await list(id);
    if (!found) return undefined;
    const command = parsePushCommand(found.words);
    if (command) return command;
    id = found.parent;
  }
  return undefined;
}

async function listed(id: number): Promise<Listed | undefined> {
  return fs.existsSync('/proc/self/stat') ? readProcess(id) : askPs(id);
}

function readProcess(id: number): Listed | undefined {
  try {
    const words = fs.readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').slice(0, -1);
    // The second field is the program's name in parentheses, which may have any characters.
    const [, fields = ''] = /\) \S (.*)/s.exec(fs.readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
    return { parent: Number.parseInt(fields, 10), words };
  } catch {
    return undefined;
  }
}

/** `ps` shows words without where each ends: those of refs have no spaces in them. */
export function askPs(id: number): Promise<Listed | undefined> {
  return new Promise((resolve) => {
    const args = ['-ww', '-o', 'ppid=', '-o', 'args=', '-p', String(id)];
    execFile('ps', args, { encoding: 'utf8' }, (error, stdout) => {
      const [parent, ...words] = stdout.trim().split(/\s+/);
      resolve(error ? undefined : { parent: Number(parent), words });
    });
  });
}
