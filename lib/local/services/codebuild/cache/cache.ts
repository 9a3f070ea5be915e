import fs from 'node:fs';
import path from 'node:path';
import { ServiceError } from '../../../base/service-error';
import { messageOf } from '../../../values/thrown';
import { unzip, zip } from '../files/archive';
import { ArchiveError } from '../files/archive-error';
import { SelectionError, selectFiles } from '../files/select';
import { expand } from '../run/commands';
import type { Run } from '../run/run';
import { homeOf } from '../run/variables';
import { cachedPaths } from './paths';
import { type CacheStore, cacheStore } from './store';

/** Without a key of its own a project has one cache, written anew by every build. */
const onlyKey = 'cache';
const parts = ['source', 'home'] as const;

/** Puts the files of the project's cache where they were. What goes wrong is logged: a build must do without. */
export async function restoreCache(run: Run): Promise<void> {
  await tolerant(run, async (store) => {
    if (!run.buildspec?.cache.restores) return;
    const [key = onlyKey, ...fallback] = await keys(run);
    run.cacheKey = key;
    const found = await find(store, key, fallback);
    if (found === undefined) {
      run.log.note(`Cache: nothing found for key ${key}`);
      return;
    }
    run.cacheHit = found === key;
    for (const part of parts) await restorePart(run, store, found, part);
    run.log.note(`Cache: restored from key ${found}`);
  });
}

/** Keeps the files for builds to come, unless exactly these were restored. */
export async function saveCache(run: Run): Promise<void> {
  await tolerant(run, async (store) => {
    if (!run.buildspec?.cache.saves) return;
    const key = run.cacheKey ?? (await keys(run))[0] ?? onlyKey;
    if (run.cacheHit && key !== onlyKey) {
      run.log.note(`Cache: key ${key} is there already`);
      return;
    }
    const paths = await cachedPaths(run, homeOf(run));
    for (const part of parts) await savePart(run, store, key, part, paths[part]);
    run.log.note(`Cache: saved under key ${key}`);
  });
}

async function keys(run: Run): Promise<readonly string[]> {
  const { key, fallbackKeys } = run.buildspec?.cache ?? { key: undefined, fallbackKeys: [] };
  return expand(run, [key ?? onlyKey, ...(fallbackKeys ?? [])]);
}

async function find(
  store: CacheStore,
  key: string,
  fallback: readonly string[],
): Promise<string | undefined> {
  const suffix = `.${parts[0]}`;
  for (const candidate of [key, ...fallback]) {
    const names = await store.named(candidate);
    const match = names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .find((name) => candidate !== key || name === key);
    if (match !== undefined) return match;
  }
  return undefined;
}

type Part = (typeof parts)[number];

const folderOf = (run: Run, part: Part) => (part === 'source' ? run.source : homeOf(run));

async function restorePart(run: Run, store: CacheStore, key: string, part: Part): Promise<void> {
  const archive = path.join(run.folder, 'cache.zip');
  if (!(await store.fetch(`${key}.${part}`, archive))) return;
  await unzip(archive, folderOf(run, part));
  fs.rmSync(archive);
}

async function savePart(
  run: Run,
  store: CacheStore,
  key: string,
  part: Part,
  patterns: readonly string[],
): Promise<void> {
  const archive = path.join(run.folder, 'cache.zip');
  const files = selectFiles(folderOf(run, part), {
    files: patterns,
    baseDirectory: undefined,
    discardPaths: false,
    enableSymlinks: true,
  });
  // The source's part stands for the whole cache, so it is there even when it is empty.
  if (files.length === 0 && part !== 'source') return;
  await zip(files, archive);
  await store.save(`${key}.${part}`, archive);
  fs.rmSync(archive);
}

async function tolerant(run: Run, work: (store: CacheStore) => Promise<void>): Promise<void> {
  if (run.buildspec?.cache.paths.length === 0) return;
  const { cache } = run.record.project;
  const store = cacheStore(cache, run.build.projectName ?? '', run.asRole);
  if (!store) return;
  try {
    await work(store);
  } catch (error) {
    const expected = [ServiceError, ArchiveError, SelectionError].some(
      (kind) => error instanceof kind,
    );
    if (!expected) throw error;
    run.log.note(`Warning: cache: ${messageOf(error)}`);
  }
}
