import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inParallel } from '../aws/call/in-parallel';
import type { Bucket } from '../aws/objects/bucket';
import { listObjects } from '../aws/objects/list-objects';
import { readObject } from '../aws/objects/object-store';
import { callBucket } from '../aws/pipeline/bucket';
import { sha256Of } from '../bundle/manifest';
import type { Environment } from '../config/environment';
import { parsedObject } from '../fields';
import { objectKeys } from '../object-keys';
import type { StoredRecord } from '../records/chain';
import type { OpenEnvironment } from '../target/open-environment';

const atOnce = 20;

/**
 * The copy on this machine of the records of an environment, of which each was verified. What it has cannot be rewritten in the account
 * without being noticed here. It is of no use to anybody who can change the files of its owner.
 */
export class KeptRecords {
  private readonly folder: string;

  /** @param cache where gitenv keeps what it can ask for again */
  constructor(cache: string, { application, name, account, region }: Environment) {
    const key = sha256Of(JSON.stringify([application, name, account, region])).slice(0, 40);
    this.folder = path.join(cache, 'records', key);
  }

  /** In the order of their numbers. */
  all(): StoredRecord[] {
    return this.names()
      .filter((name) => /^\d{12}\.json$/.test(name))
      .sort()
      .map((name) => ({ sequence: Number(name.slice(0, 12)), text: this.read(name) ?? '' }));
  }

  /** Fingerprints of the keys that have signed what is kept. */
  signers(): string[] {
    const { signers } = parsedObject(this.read('signers.json') ?? '') ?? {};
    return Array.isArray(signers) ? signers.map(String) : [];
  }

  keep(records: readonly StoredRecord[], signers: readonly string[]): void {
    const known = new Set(this.names());
    for (const { sequence, text } of records) {
      const name = `${String(sequence).padStart(12, '0')}.json`;
      if (!known.has(name)) this.write(name, text);
    }
    const all = [...new Set([...this.signers(), ...signers])];
    if (all.length > this.signers().length)
      this.write('signers.json', JSON.stringify({ signers: all }));
  }

  private names(): string[] {
    return fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : [];
  }

  private read(name: string): string | undefined {
    const file = path.join(this.folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  }

  private write(name: string, text: string): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const beside = path.join(this.folder, `${randomUUID()}.tmp`);
    fs.writeFileSync(beside, text, { mode: 0o600 });
    fs.renameSync(beside, path.join(this.folder, name));
  }
}

/** All records that the account has, in the order of their numbers. What is kept here and is the same there is not fetched again. */
export async function fetchRecords(
  open: OpenEnvironment,
  kept: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const bucket = await open.bucket();
  return callBucket(open.account, bucket, () => fetchFrom(bucket, kept));
}

async function fetchFrom(bucket: Bucket, kept: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const known = new Map(kept.map((one) => [one.sequence, one.text]));
  const listed = (await listObjects(bucket, objectKeys.records)).flatMap(({ key, etag }) => {
    const digits = /^records\/(\d{12})\.json$/.exec(key)?.[1];
    return digits === undefined ? [] : [{ key, etag, sequence: Number(digits) }];
  });
  const texts = new Map<number, string>();
  await inParallel(listed, atOnce, async ({ key, etag, sequence }) => {
    const here = known.get(sequence);
    const isSame = here !== undefined && md5(here) === etag;
    const text = isSame ? here : (await readObject(bucket, key))?.toString();
    if (text !== undefined) texts.set(sequence, text);
  });
  return listed
    .map(({ sequence }) => ({ sequence, text: texts.get(sequence) ?? '' }))
    .sort((one, other) => one.sequence - other.sequence);
}

/** The ETag of an object that S3 encrypts with its own keys, and that came in one piece. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
