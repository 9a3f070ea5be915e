import fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../../base/context';
import { readAll } from '../../../values/bytes';

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** An object's content, for what is small. @throws what S3 throws, such as NoSuchKey */
export async function readObject(context: Context, location: ObjectLocation): Promise<Buffer> {
  return readAll(await openObject(context, location));
}

/** Copies an object, of any size, into a file. @throws what S3 throws, such as NoSuchKey */
export async function saveObject(
  context: Context,
  location: ObjectLocation,
  file: string,
): Promise<void> {
  await pipeline(await openObject(context, location), fs.createWriteStream(file));
}

async function openObject(context: Context, { bucket, key }: ObjectLocation): Promise<Readable> {
  const input = { Bucket: bucket, Key: key };
  return (await context.call<{ Body: Readable }>('s3', 'GetObject', input)).Body;
}

export async function writeObject(
  context: Context,
  { bucket, key }: ObjectLocation,
  body: Readable | Buffer,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const object = { Bucket: bucket, Key: key, Body: body, Metadata: metadata };
  try {
    await context.call('s3', 'PutObject', object);
  } finally {
    // What is refused is not read to its end.
    if (body instanceof Readable) body.destroy();
  }
}

/** `bucket/key` or an S3 ARN, as CodeBuild writes both. */
export function parseLocation(text: string): ObjectLocation | undefined {
  const match = /^(?:arn:[\w-]+:s3:::)?([^/]+)\/(.+)$/.exec(text);
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined;
}

/** Keys below a prefix that ends in `/`, all of them. @throws what S3 throws */
export async function keysBelow(
  context: Context,
  { bucket, key }: ObjectLocation,
): Promise<readonly string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await context.call<{
      Contents?: { Key?: string }[];
      NextContinuationToken?: string;
    }>('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: key, ContinuationToken: token });
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys.filter((name) => !name.endsWith('/'));
}
