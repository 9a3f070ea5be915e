import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeAtomically } from './store';

/** Who serves a root: written when the server listens, removed when it stops. */
export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
}

const recordFile = (root: string) => path.join(root, 'server.json');
const lockFile = (root: string) => path.join(root, 'server.lock');

/**
 * Takes the root for this process.
 * @returns how to give it back, or the process id of the live server that has it
 */
export function lockRoot(root: string): { release: () => void } | { heldBy: number } {
  fs.mkdirSync(root, { recursive: true, mode: 0o700 });
  const file = lockFile(root);
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return { release: () => fs.rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(fs.readFileSync(file, 'utf8'));
    if (isAlive(holder) && !isReused(holder, file)) return { heldBy: holder };
    fs.rmSync(file, { force: true });
  }
}

/** Process ids start again with the machine, or with the container: a lock from before then is nobody's. */
function isReused(holder: number, file: string): boolean {
  const startOfMachine = Date.now() - os.uptime() * 1000;
  return holder === process.pid || fs.statSync(file).mtimeMs < startOfMachine - 1000;
}

export function announceServer(root: string, record: ServerRecord): () => void {
  writeAtomically(recordFile(root), `${JSON.stringify(record, null, 1)}\n`);
  return () => fs.rmSync(recordFile(root), { force: true });
}

/** False for a process that has ended, and for a nonsense id left by a crash in the middle of writing. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where nobody collects orphans, as in many containers, an ended process keeps its id. Linux alone tells. */
function isZombie(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
}
