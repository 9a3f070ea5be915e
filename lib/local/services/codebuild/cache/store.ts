import fs from 'node:fs';
import path from 'node:path';
import type { ProjectCache } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { pathSegmentOf } from '../../../base/store';
import { saveObject, writeObject } from '../model/objects';
import type { Stored } from '../model/records';

/** Where a project keeps its caches, each under a name. */
export interface CacheStore {
  /** Copies the cache of that name into a file. */
  fetch(name: string, file: string): Promise<boolean>;
  save(name: string, file: string): Promise<void>;
  /** Names that begin so, newest first. */
  named(prefix: string): Promise<readonly string[]>;
}

type StoredCache = Stored<ProjectCache>;

/** @returns undefined where the project keeps no cache that this machine has */
export function cacheStore(
  cache: StoredCache | undefined,
  project: string,
  context: Context,
): CacheStore | undefined {
  if (cache?.type === 'S3') return new BucketStore(cache, context);
  const custom = cache?.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE');
  if (!custom) return undefined;
  const folder = path.join(context.directory, 'codebuild', 'cache', pathSegmentOf(project));
  return new FolderStore(folder);
}

class FolderStore implements CacheStore {
  constructor(private readonly folder: string) {}

  async fetch(name: string, file: string): Promise<boolean> {
    const from = path.join(this.folder, pathSegmentOf(name));
    if (!fs.existsSync(from)) return false;
    fs.copyFileSync(from, file);
    return true;
  }

  async save(name: string, file: string): Promise<void> {
    fs.mkdirSync(this.folder, { recursive: true });
    const to = path.join(this.folder, pathSegmentOf(name));
    fs.copyFileSync(file, `${to}.new`);
    fs.writeFileSync(`${to}.name`, name);
    fs.renameSync(`${to}.new`, to);
  }

  async named(prefix: string): Promise<readonly string[]> {
    if (!fs.existsSync(this.folder)) return [];
    return fs
      .readdirSync(this.folder)
      .filter((entry) => entry.endsWith('.name'))
      .map((entry) => path.join(this.folder, entry))
      .map((file) => ({ name: fs.readFileSync(file, 'utf8'), time: fs.statSync(file).mtimeMs }))
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => b.time - a.time)
      .map(({ name }) => name);
  }
}

/** `location` is `bucket` or `bucket/prefix`. */
class BucketStore implements CacheStore {
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(
    { location = '', cacheNamespace }: StoredCache,
    private readonly context: Context,
  ) {
    const [bucket = '', ...folders] = location.replace(/^arn:[\w-]+:s3:::/, '').split('/');
    this.bucket = bucket;
    this.prefix = [...folders, cacheNamespace ?? '', '']
      .filter((part, index, all) => part !== '' || index === all.length - 1)
      .join('/');
  }

  async fetch(name: string, file: string): Promise<boolean> {
    try {
      await saveObject(this.context, this.place(name), file);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'NoSuchKey') return false;
      throw error;
    }
  }

  async save(name: string, file: string): Promise<void> {
    await writeObject(this.context, this.place(name), fs.createReadStream(file), {});
  }

  async named(prefix: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.context.call<{
      Contents?: { Key?: string; LastModified?: Date }[];
    }>('s3', 'ListObjectsV2', { Bucket: this.bucket, Prefix: this.place(prefix).key });
    return Contents.sort((a, b) => Number(b.LastModified) - Number(a.LastModified)).map(
      ({ Key = '' }) => decodeURIComponent(Key.slice(this.prefix.length)),
    );
  }

  /** Keys of caches may hold any character, and the beginning of one stays the beginning of its object's. */
  private place(name: string): { bucket: string; key: string } {
    return { bucket: this.bucket, key: `${this.prefix}${encodeURIComponent(name)}` };
  }
}
