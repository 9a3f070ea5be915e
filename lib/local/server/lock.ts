import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../base/process-alive';
import { removeIfLeft, writeAtomically } from '../base/store';
import { codeOf } from '../values/thrown';

/** Who serves a root: written when the server listens, removed when it stops. */
export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
  /** No rights are enforced. */
  readonly noIam?: true;
}

const recordFile = (root: string) => path.join(root, 'server.json');

/** Locks that this very process has taken: its own id in a lock may also be a namesake's from before a restart. */
const held = new Set<string>();

/**
 * Takes the root for this process.
 *
 * A lock is a numbered file with its holder's process id, and the highest number counts. Nobody removes a dead
 * holder's file before he has the next number, which only one process can create; so two that find the same dead
 * holder never both win, as they would if each removed the file and made it anew.
 * @returns how to give it back, or the process id of the live server that has it
 */
export function lockRoot(root: string): { release: () => void } | { heldBy: number } {
  fs.mkdirSync(root, { recursive: true, mode: 0o700 });
  keepOthersOut(root);
  for (;;) {
    const newest = newestLock(root);
    const holder = newest > 0 ? holderOf(lockFile(root, newest)) : 0;
    if (holder > 0) return { heldBy: holder };
    const mine = newest + 1;
    if (!create(root, mine)) continue;
    // A slow process may have made a number anew that others have left behind long since.
    if (newestLock(root) > mine) {
      fs.rmSync(lockFile(root, mine), { force: true });
      continue;
    }
    removeOlder(root, mine);
    removeLeft(root);
    held.add(lockFile(root, mine));
    return { release: () => release(lockFile(root, mine)) };
  }
}

const lockPattern = /^server\.lock\.(\d+)$/;
const lockFile = (root: string, number: number) => path.join(root, `server.lock.${number}`);

function locksIn(root: string): number[] {
  return fs.readdirSync(root).flatMap((name) => Number(lockPattern.exec(name)?.[1] ?? []));
}

function newestLock(root: string): number {
  return Math.max(0, ...locksIn(root));
}

/** Makes a lock whole or not at all, and only if there is none of that number. */
function create(root: string, number: number): boolean {
  const draft = path.join(root, `server.lock.${process.pid}.${randomUUID()}.tmp`);
  fs.writeFileSync(draft, String(process.pid), { flag: 'wx', mode: 0o600 });
  try {
    fs.linkSync(draft, lockFile(root, number));
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** The file stays, with nobody's id in it: numbers only ever grow. */
function release(file: string): void {
  if (held.delete(file)) writeAtomically(file, '0');
}

/** A folder that was there before may be open to everybody, and keys and logs are to lie in it. */
function keepOthersOut(root: string): void {
  const { mode } = fs.statSync(root);
  if ((mode & 0o077) !== 0) fs.chmodSync(root, mode & 0o700);
}

/** What processes have left that were killed while they wrote: it was never the content of anything. */
function removeLeft(root: string): void {
  for (const name of fs.readdirSync(root)) removeIfLeft(path.join(root, name));
}

function removeOlder(root: string, mine: number): void {
  for (const number of locksIn(root))
    if (number < mine) fs.rmSync(lockFile(root, number), { force: true });
}

/** The live process that holds a lock; 0 when nobody does. */
function holderOf(file: string): number {
  try {
    const holder = Number(fs.readFileSync(file, 'utf8'));
    return isAlive(holder) && !isReused(holder, file) ? holder : 0;
  } catch (error) {
    // Whoever removed it has made a newer one.
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** Process ids start again with the machine, or with the container: a lock from before then is nobody's. */
function isReused(holder: number, file: string): boolean {
  if (holder === process.pid) return !held.has(file);
  const startOfMachine = Date.now() - os.uptime() * 1000;
  return fs.statSync(file).mtimeMs < startOfMachine - 1000;
}

export function announceServer(root: string, record: ServerRecord): () => void {
  writeAtomically(recordFile(root), `${JSON.stringify(record, null, 1)}\n`);
  return () => fs.rmSync(recordFile(root), { force: true });
}
