import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isOver, type Release } from '../release/release';

/** All files of the folder together, and one of them. */
const mostBytes = 50_000_000;
const mostOfOne = 20_000_000;

/** Where gitenv keeps what it can ask for again. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), '.cache');
  return path.join(cache, 'gitenv', 'history');
}

/** Which pipeline a file is about. One that is made anew under the same name is another one. */
export interface KeptPipeline {
  readonly account: string;
  readonly region: string;
  readonly pipeline: string;
  readonly created: Date;
  /** Where AWS is, if it is not AWS's own. */
  readonly endpoint: string | undefined;
}

interface Entry<T> {
  readonly began: number;
  readonly told: T;
}

/**
 * What was told of releases that are over, in a file that only its owner may read. It may be deleted at any time. What is in it
 * goes by ids and by AWS's own times, so that this machine's clock does not matter. Of two processes that write at once one
 * wins, and what the other one would have kept is asked for again.
 */
export class KeptReleases<T> {
  private readonly file: string;
  private entries: Map<string, Entry<T>>;
  private readonly fresh = new Map<string, Entry<T>>();

  constructor(
    private readonly folder: string,
    whose: KeptPipeline,
  ) {
    const { account, region, pipeline, created, endpoint } = whose;
    const key = JSON.stringify([account, region, pipeline, created.getTime(), endpoint]);
    this.file = path.join(folder, `${digestOf(key).slice(0, 40)}.json`);
    this.entries = read(this.file);
  }

  /** @param canGoOn whether the release may still be tried again, so that what is kept of it need not be the last word */
  get(release: Release, canGoOn: boolean): T | undefined {
    return isFinal(release) || !canGoOn ? this.entries.get(keyOf(release))?.told : undefined;
  }

  /** Keeps what was told of a release, if that is over. */
  set(release: Release, told: T): void {
    if (!isOver(release.status)) return;
    this.fresh.set(keyOf(release), { began: release.startedAt.getTime(), told });
  }

  /** Writes what is new. That it cannot be kept is no failure: it is asked for again. */
  save(): void {
    if (this.fresh.size === 0) return;
    // What another process has written meanwhile stays.
    this.entries = new Map([...read<T>(this.file), ...this.fresh]);
    try {
      write(this.file, bodyOf([...this.entries]));
      makeRoom(this.folder);
    } catch {
      return;
    }
  }
}

/** Nothing can become of it any more. Of one that failed, or was stopped, a part may be tried again. */
function isFinal({ status }: Release): boolean {
  return status === 'Succeeded' || status === 'Superseded';
}

function keyOf(release: Release): string {
  const { id, updatedAt } = release;
  return isFinal(release) ? id : `${id} ${updatedAt.getTime()}`;
}

/** As JSON, without the oldest where it is more than one file may have. */
function bodyOf<T>(entries: readonly (readonly [string, Entry<T>])[]): string {
  const body = JSON.stringify(entries);
  if (body.length <= mostOfOne) return body;
  const newestFirst = [...entries].sort(([, one], [, other]) => other.began - one.began);
  return bodyOf(newestFirst.slice(0, Math.floor(entries.length / 2)));
}

/** Nothing of a file that is damaged: it begins with the digest of the rest. */
function read<T>(file: string): Map<string, Entry<T>> {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const [digest = '', body = ''] = [text.slice(0, 64), text.slice(65)];
    if (digestOf(body) !== digest) return new Map();
    return new Map(JSON.parse(body, revived) as [string, Entry<T>][]);
  } catch {
    return new Map();
  }
}

/** Times of attempts are the only ones. */
function revived(key: string, value: unknown): unknown {
  const isTime = (key === 'startedAt' || key === 'updatedAt') && typeof value === 'string';
  return isTime ? new Date(value) : value;
}

function write(file: string, body: string): void {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(beside, `${digestOf(body)}\n${body}`, { mode: 0o600 });
    fs.renameSync(beside, file);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
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

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
