import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../values/thrown';
import { isAlive } from './process-alive';

/** A kept collection of JSON documents of one kind. Values handed out are frozen: change one by `put`ting a new one. */
export interface Records<T> {
  get(key: string): T | undefined;
  /**
   * Durable when it returns: written beside, flushed, renamed.
   * @param loosely without the flush: a machine that loses power may have lost the record, and no kill of this process
   */
  put(key: string, value: T, how?: PutHow): void;
  delete(key: string): boolean;
  /** Oldest insertion first, as far as this process saw it; after a restart by key. */
  list(): readonly T[];
}

interface PutHow {
  readonly loosely: boolean;
}

/** Opens collections under one root, one folder a collection, one JSON file a record, each read once and then kept in memory. */
export class Store {
  private readonly open = new Map<string, unknown>();

  constructor(readonly root: string) {}

  records<T>(directory: string): Records<T> {
    return this.opened(directory, (folder) => new FileRecords<T>(folder));
  }

  /** The same for records that only become more, of which few are wanted: memory holds those that were in use last. */
  archive<T>(directory: string): Records<T> {
    return this.opened(directory, (folder) => new Archive<T>(folder));
  }

  private opened<T>(directory: string, open: (folder: string) => Records<T>): Records<T> {
    const folder = path.join(this.root, directory);
    const records = this.open.get(folder) ?? open(folder);
    this.open.set(folder, records);
    return records as Records<T>;
  }
}

function putFile<T>(folder: string, key: string, value: T, how?: PutHow): T {
  const text = `${JSON.stringify({ key, value }, null, 1)}\n`;
  writeAtomically(path.join(folder, fileNameOf(key)), text, { flush: !how?.loosely });
  return deepFreeze(value);
}

class FileRecords<T> implements Records<T> {
  private loaded: Map<string, T> | undefined;

  constructor(private readonly folder: string) {}

  get(key: string): T | undefined {
    return this.all().get(key);
  }

  list(): readonly T[] {
    return [...this.all().values()];
  }

  put(key: string, value: T, how?: PutHow): void {
    const all = this.all();
    all.set(key, putFile(this.folder, key, value, how));
  }

  delete(key: string): boolean {
    if (!this.all().has(key)) return false;
    fs.rmSync(path.join(this.folder, fileNameOf(key)), { force: true });
    return this.all().delete(key);
  }

  private all(): Map<string, T> {
    this.loaded ??= readAll<T>(this.folder);
    return this.loaded;
  }
}

/** So many records of an archive are in memory. */
const heldOfArchive = 200;

class Archive<T> implements Records<T> {
  /** The one that was in use last is the last. */
  private readonly held = new Map<string, T>();

  constructor(private readonly folder: string) {}

  get(key: string): T | undefined {
    const known = this.held.get(key);
    const found = known ?? readOptional<T>(path.join(this.folder, fileNameOf(key)));
    return found && this.hold(key, found);
  }

  list(): readonly T[] {
    return [...readAll<T>(this.folder).values()];
  }

  put(key: string, value: T, how?: PutHow): void {
    this.hold(key, putFile(this.folder, key, value, how));
  }

  delete(key: string): boolean {
    const isThere = this.get(key) !== undefined;
    fs.rmSync(path.join(this.folder, fileNameOf(key)), { force: true });
    this.held.delete(key);
    return isThere;
  }

  private hold(key: string, value: T): T {
    this.held.delete(key);
    this.held.set(key, value);
    const [oldest] = this.held.keys();
    if (this.held.size > heldOfArchive && oldest !== undefined) this.held.delete(oldest);
    return value;
  }
}

function readOptional<T>(file: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  return deepFreeze(readStored<{ key: string; value: T }>(file).value);
}

function readAll<T>(folder: string): Map<string, T> {
  const records = new Map<string, T>();
  if (!fs.existsSync(folder)) return records;
  for (const name of fs.readdirSync(folder).sort()) {
    if (removeIfLeft(path.join(folder, name)) || !name.endsWith('.json')) continue;
    const { key, value } = readStored<{ key: string; value: T }>(path.join(folder, name));
    records.set(key, deepFreeze(value));
  }
  return records;
}

/** What this machine itself wrote to a file, as the type that it wrote. */
export function readStored<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
}

/**
 * Writes so that a reader, or a restart after a crash, sees the old content or the new and never a part of either. A
 * kill of this process at any moment loses nothing that was written; when the machine itself loses power, the
 * newest of it may be the old content again, since the folder is not flushed.
 * @throws the file system's error, with the old content untouched
 */
export function writeAtomically(
  file: string,
  content: string | Uint8Array,
  { mode = 0o600, flush = true } = {},
): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = openNew(temporary, mode);
    try {
      fs.writeFileSync(handle, typeof content === 'string' ? Buffer.from(content) : content);
      if (flush) fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes what a process has left that was killed while it wrote: it never was the content of anything.
 * @returns whether it was that
 */
export function removeIfLeft(file: string): boolean {
  const [, pid] = /\.(\d+)(?:\.[0-9a-f-]{36})?\.tmp$/.exec(file) ?? [];
  if (pid === undefined || isAlive(Number(pid))) return false;
  fs.rmSync(file, { force: true });
  return true;
}

/** Almost always the folder is there already. */
function openNew(file: string, mode: number): number {
  try {
    return fs.openSync(file, 'w', mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    return fs.openSync(file, 'w', mode);
  }
}

export function fileNameOf(key: string): string {
  return `${pathSegmentOf(key)}.json`;
}

/**
 * One file or folder name for any key: readable where the key is, and different for different keys even where the
 * file system ignores letter case or a name would be too long for it.
 */
export function pathSegmentOf(key: string): string {
  const wellFormed = Buffer.from(key, 'utf8').toString();
  const readable = encodeURIComponent(wellFormed).replace(
    /[.*!'()~]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  if (readable.length > 180 || wellFormed !== key)
    return `${readable.slice(0, 120)}~${digest(key, 40)}`;
  return /[A-Z]/.test(key) ? `${readable}~${digest(key, 8)}` : readable;
}

function digest(key: string, length: number): string {
  return createHash('sha256').update(key, 'utf16le').digest('hex').slice(0, length);
}

const fullDisk = ['ENOSPC', 'EDQUOT'];

/** Whether what failed was a write for which the disk has no room. */
export function hasNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && fullDisk.includes(String(error.code));
}

const askedAgainMs = 1000;

/** Does work that writes how something ended, again until the disk has room for it: nobody else would tell the end. */
export async function onceThereIsRoom<T>(work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!hasNoRoom(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, askedAgainMs).unref());
    }
  }
}

/** Whoever gets a record changes it by putting a new one. */
function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
