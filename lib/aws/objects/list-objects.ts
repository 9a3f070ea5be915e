import { unescapeXml } from '../call/xml';
import type { Bucket } from './bucket';
import { askBucket } from './request';

/** One object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** As S3 writes it, without its quotes; of no known meaning in an encrypted bucket. */
  readonly etag: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/**
 * All objects of a bucket, whatever their keys hold.
 * @param prefix what their keys begin with
 * @throws NoSuchBucket, in the SDK's form
 */
export async function listObjects(bucket: Bucket, prefix = ''): Promise<ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const page of objectPages(bucket, prefix)) found.push(...page);
  return found;
}

/** The same, up to a thousand objects at once, each page asked for as it is needed. */
export async function* objectPages(bucket: Bucket, prefix = ''): AsyncGenerator<ListedObject[]> {
  let token: string | undefined;
  do {
    const page: string = await askBucket(bucket, {
      method: 'GET',
      key: '',
      query: {
        'list-type': '2',
        // XML cannot carry every key as it is.
        'encoding-type': 'url',
        ...(prefix !== '' && { prefix }),
        ...(token !== undefined && { 'continuation-token': token }),
      },
    });
    const entries = [...page.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)];
    yield entries.map(([, entry = '']) => parseEntry(entry));
    const more = element(page, 'IsTruncated') === 'true';
    token = more ? unescapeXml(element(page, 'NextContinuationToken') ?? '') : undefined;
  } while (token !== undefined);
}

function parseEntry(entry: string): ListedObject {
  return {
    // Here a plus is a space, as in forms.
    key: decodeURIComponent((element(entry, 'Key') ?? '').replaceAll('+', ' ')),
    etag: unquoted(unescapeXml(element(entry, 'ETag') ?? '')),
    bytes: Number(element(entry, 'Size')),
    modifiedAt: new Date(element(entry, 'LastModified') ?? 0),
  };
}

/** An ETag as it is compared: some of S3's replies quote it. */
export function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
