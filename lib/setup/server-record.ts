import fs from 'node:fs';
import path from 'node:path';

/** What the server of a root left there about itself (`lib/local` writes it when it listens). */
export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
}

export type ServerState =
  | { readonly state: 'running'; readonly record: ServerRecord }
  /** The process in the record is gone: it was killed, or the machine restarted. */
  | { readonly state: 'stale'; readonly record: ServerRecord }
  | { readonly state: 'down' };

/** Looks at the record and at the process it names; never asks the server itself. */
export function stateOfServer(root: string): ServerState {
  const record = readRecord(path.join(root, 'server.json'));
  if (!record) return { state: 'down' };
  return { state: isAlive(record.pid) ? 'running' : 'stale', record };
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as ServerRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
