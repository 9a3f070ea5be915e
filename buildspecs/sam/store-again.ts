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
 * @returns the template with the new keys
 */
export async function storedAgain(packaged: Packaged, template: string): Promise<string> {
  const pattern = new RegExp(`${packaged.below}[A-Za-z0-9._-]+`, 'g');
  const moved = new Map<string, string>();
  for (const [key] of template.matchAll(pattern))
    if (!moved.has(key)) moved.set(key, await storeAgain(packaged, key));
  return template.replace(pattern, (key) => moved.get(key) ?? key);
}

async function storeAgain(packaged: Packaged, key: string): Promise<string> {
  const { bucket, scratch } = packaged;
  const file = path.join(scratch, path.basename(key));
  const save = (body: Readable) => pipeline(body, fs.createWriteStream(file)).then(() => true);
  if (!(await receiveObject(bucket, key, save)))
    throw new GitenvError(
      'TOOL_FAILED',
      `sam package stored no s3://${bucket.name}/${key}, which its template names`,
    );
  const extension = path.extname(key);
  if (extension === '.template')
    fs.writeFileSync(file, await storedAgain(packaged, fs.readFileSync(file, 'utf8')));
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
  return own;
}
