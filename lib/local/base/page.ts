/** One page of a list, and the token of the page after it if there is one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/** How a service writes the position at which a page begins. `read` answers undefined for what `write` never wrote. */
export interface Coding {
  write(position: number): string;
  read(token: string): number | undefined;
}

/** The tokens of a service's lists. */
export interface Tokens {
  readonly coding: Coding;
  /** The error for a token that the service never handed out. */
  readonly invalid: (token: string) => Error;
  /** Also refuses a position behind the end of the list, which otherwise is an empty page. */
  readonly withinList?: boolean;
}

/** The position as it is. */
export const plain: Coding = {
  write: String,
  read: (token) => (/^\d+$/.test(token) ? Number(token) : undefined),
};

export const base64: Coding = encoded('base64');
export const base64url: Coding = encoded('base64url');

function encoded(encoding: 'base64' | 'base64url'): Coding {
  return {
    write: (position) => Buffer.from(String(position)).toString(encoding),
    read(token) {
      const position = Number(Buffer.from(token, encoding).toString());
      return Number.isInteger(position) && position >= 0 ? position : undefined;
    },
  };
}

/** One page of a list that is there as a whole; its token is a position. */
export function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
  { coding, invalid, withinList = false }: Tokens,
): Page<T> {
  const start = token === undefined ? 0 : coding.read(token);
  if (start === undefined || (withinList && start > all.length)) throw invalid(String(token));
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? coding.write(end) : undefined,
  };
}

/**
 * One page of a list that is produced lazily, so that a page costs what it holds and not what the list holds. Its token
 * is the key of its last item.
 * @param list everything after the item with that key, whatever came on top meanwhile
 */
export function pageAfter<T>(
  list: (after: string | undefined) => Iterable<T>,
  keyOf: (item: T) => string,
  { token, size }: { readonly token: string | undefined; readonly size: number },
  invalid: (token: string) => Error,
): Page<T> {
  const items: T[] = [];
  let last = '';
  for (const item of list(token === undefined ? undefined : keyIn(token, invalid))) {
    if (items.length === size) return { items, next: tokenFor(last) };
    items.push(item);
    if (items.length === size) last = keyOf(item);
  }
  return { items, next: undefined };
}

function tokenFor(key: string): string {
  return Buffer.from(`1 ${key}`).toString('base64url');
}

function keyIn(token: string, invalid: (token: string) => Error): string {
  const text = Buffer.from(String(token), 'base64url').toString('utf8');
  if (!text.startsWith('1 ')) throw invalid(token);
  return text.slice(2);
}

/** How many items a page holds. @throws what `invalid` makes of a number that the service does not take */
export function pageSize(
  asked: number | null | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
  invalid: (most: number, asked: number) => Error,
): number {
  const size = asked ?? usual;
  if (!Number.isInteger(size) || size < 1 || size > most) throw invalid(most, size);
  return size;
}
