import path from 'node:path';
import { isOver, type Release } from '../release/release';
import { keptFile, readKept, writeKept } from './kept-file';

const mostBytes = 20_000_000;

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

  constructor(folder: string, whose: KeptPipeline) {
    const { account, region, pipeline, created, endpoint } = whose;
    const key = [account, region, pipeline, created.getTime(), endpoint];
    this.file = keptFile(path.join(folder, 'history'), key);
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

  /** Writes what is new. */
  save(): void {
    if (this.fresh.size === 0) return;
    // What another process has written meanwhile stays.
    this.entries = new Map([...read<T>(this.file), ...this.fresh]);
    writeKept(this.file, bodyOf([...this.entries]));
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
  if (body.length <= mostBytes) return body;
  const newestFirst = [...entries].sort(([, one], [, other]) => other.began - one.began);
  return bodyOf(newestFirst.slice(0, Math.floor(entries.length / 2)));
}

function read<T>(file: string): Map<string, Entry<T>> {
  return new Map((readKept(file, revived) ?? []) as [string, Entry<T>][]);
}

/** Times of attempts are the only ones. */
function revived(key: string, value: unknown): unknown {
  const isTime = (key === 'startedAt' || key === 'updatedAt') && typeof value === 'string';
  return isTime ? new Date(value) : value;
}
