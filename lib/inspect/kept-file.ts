import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sha256Of } from '../bundle/manifest';

/** All files of a folder together. */
const mostBytes = 50_000_000;

/** Where gitenv keeps what it can ask for again. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), '.cache');
  return path.join(cache, 'gitenv');
}

/** Where in a folder it is kept what belongs to this key, of which the name tells nothing. */
export function keptFile(folder: string, key: readonly unknown[]): string {
  return path.join(folder, `${sha256Of(JSON.stringify(key)).slice(0, 40)}.json`);
}

/** @returns undefined where there is none, or it is damaged: it begins with the digest of the rest */
export function readKept(file: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    // What is no file, such as a pipe that nobody writes to, would be waited for.
    if (!fs.statSync(file).isFile()) return undefined;
    const text = fs.readFileSync(file, 'utf8');
    const body = text.slice(65);
    return sha256Of(body) === text.slice(0, 64) ? JSON.parse(body, revive) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file at once, for its owner alone. That it cannot be kept is no failure: it is asked for again. */
export function writeKept(file: string, body: string): void {
  const beside = `${file}.${randomUUID()}.tmp`;
  const folder = path.dirname(file);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(beside, `${sha256Of(body)}\n${body}`, { mode: 0o600 });
    fs.renameSync(beside, file);
    makeRoom(folder);
  } catch {
    remove(beside);
  }
}

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Nor is that.
    return;
  }
}

/** Removes the files that were written longest ago, with what processes left that were killed while they wrote. */
function makeRoom(folder: string): void {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const known = files.flatMap((file) => {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    return found ? [{ file, size: found.size, mtimeMs: found.mtimeMs }] : [];
  });
  known.sort((one, other) => other.mtimeMs - one.mtimeMs);
  let bytes = 0;
  for (const { file, size } of known) {
    bytes += size;
    if (bytes > mostBytes) fs.rmSync(file, { force: true });
  }
}
