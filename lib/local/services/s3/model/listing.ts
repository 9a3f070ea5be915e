import { invalidArgument } from './errors';

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Only what sorts after this. */
  readonly after: string;
}

export interface Listing {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or common prefix of the page. */
  readonly last: string;
}

/** One page of the keys under a prefix, those with a delimiter behind it rolled up into common prefixes. */
export function listPage(sortedKeys: readonly string[], request: ListRequest): Listing {
  const { prefix, delimiter, after } = request;
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  const page = (truncated: boolean): Listing => ({ keys, commonPrefixes, truncated, last });
  const maxKeys = Math.min(request.maxKeys, 1000);
  if (maxKeys <= 0) return page(false);
  for (const key of sortedKeys) {
    if (!key.startsWith(prefix)) continue;
    const entry = rollUp(key, prefix, delimiter);
    const seen = entry !== key && (entry === last || entry === after);
    if (seen || compareKeys(key, after) <= 0) continue;
    if (keys.length + commonPrefixes.length >= maxKeys) return page(true);
    (entry === key ? keys : commonPrefixes).push(entry);
    last = entry;
  }
  return page(false);
}

function rollUp(key: string, prefix: string, delimiter: string): string {
  if (delimiter === '') return key;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? key : key.slice(0, at + delimiter.length);
}

/** S3 sorts by the bytes of UTF-8; JavaScript's own order differs from it only where there are surrogates. */
export function compareKeys(a: string, b: string): number {
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

/** XML 1.0 cannot carry every key, so clients may ask for them percent-encoded. */
export function keyEncoder(encoding: string | undefined): (key: string) => string {
  if (encoding === undefined) return (key) => key;
  if (encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request');
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/');
}
