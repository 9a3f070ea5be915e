import type { Readable } from 'node:stream';
import type { Context } from '../../service';

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** An object's content. @throws what S3 throws, such as NoSuchKey */
export async function readObject(
  context: Context,
  { bucket, key }: ObjectLocation,
): Promise<Buffer> {
  const { Body } = await context.call<{ Body?: unknown }>('s3', 'GetObject', {
    Bucket: bucket,
    Key: key,
  });
  if (Body === undefined) return Buffer.alloc(0);
  if (typeof Body === 'string' || Body instanceof Uint8Array) return Buffer.from(Body as string);
  const chunks: Buffer[] = [];
  for await (const chunk of Body as Readable) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function writeObject(
  context: Context,
  { bucket, key }: ObjectLocation,
  body: Readable | Buffer,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  await context.call('s3', 'PutObject', {
    Bucket: bucket,
    Key: key,
    Body: body,
    Metadata: metadata,
  });
}

/** `bucket/key` or an S3 ARN, as CodeBuild writes both. */
export function parseLocation(text: string): ObjectLocation | undefined {
  const match = /^(?:arn:[\w-]+:s3:::)?([^/]+)\/(.+)$/.exec(text);
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined;
}
