import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '../../lib/aws/objects/bucket';
import { receiveObject, storeObject } from '../../lib/aws/objects/object-store';
import { sha256OfFile } from '../../lib/bundle/files';
import { demandStored } from '../../lib/bundle/store-once';
import { GitenvError } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';

/** What `sam package` has stored, and where there is room for it. */
export interface Packaged {
  readonly bucket: Bucket;
  /** What its keys begin with, with a slash at the end. */
  readonly below: string;
  readonly scratch: string;
}

/**
 * Stores again, each under its own digest, what a packaged template names, so that a plan names what nobody can exchange. In
 * whatever form a template names an object, the key stands in it as one word.
 * @returns the template with the new keys, and all keys that it and the templates in it refer to
 */
export async function storedAgain(packaged: Packaged, template: string): Promise<StoredAgain> {
  const pattern = new RegExp(`${packaged.below}[A-Za-z0-9._-]+`, 'g');
  const moved = new Map<string, StoredKey>();
  for (const [key] of template.matchAll(pattern))
    if (!moved.has(key)) moved.set(key, await storeAgain(packaged, key));
  return {
    template: template.replace(pattern, (key) => moved.get(key)?.own ?? key),
    keys: [...moved.values()].flatMap(({ own, within }) => [own, ...within]),
  };
}

/** A template whose objects were stored again. */
export interface StoredAgain {
  readonly template: string;
  readonly keys: readonly string[];
}

interface StoredKey {
  readonly own: string;
  /** What it refers to itself, being a template. */
  readonly within: readonly string[];
}

async function storeAgain(packaged: Packaged, key: string): Promise<StoredKey> {
  const { bucket, scratch } = packaged;
  const file = path.join(scratch, path.basename(key));
  const save = (body: Readable) => pipeline(body, fs.createWriteStream(file)).then(() => true);
  if (!(await receiveObject(bucket, key, save)))
    throw new GitenvError(
      'TOOL_FAILED',
      `sam package stored no s3://${bucket.name}/${key}, which its template names`,
    );
  const extension = path.extname(key);
  const inner =
    extension === '.template'
      ? await storedAgain(packaged, fs.readFileSync(file, 'utf8'))
      : undefined;
  if (inner) fs.writeFileSync(file, inner.template);
  const sha256 = sha256OfFile(file);
  const own = `${objectKeys.assets}${sha256}${extension}`;
  const isNew = await storeObject(bucket, own, {
    open: () => fs.createReadStream(file),
    bytes: fs.statSync(file).size,
    sha256,
    onlyNew: true,
  });
  if (!isNew) await demandStored(bucket, own, sha256);
  fs.rmSync(file);
  return { own, within: inner?.keys ?? [] };
}
