import { refuse } from './errors';

/** Where a page begins: continuation tokens are positions. */
function pageStart(token: string | undefined, length: number): number {
  if (token === undefined) return 0;
  if (!/^\d+$/.test(token) || Number(token) > length)
    throw refuse('InvalidContinuationTokenException', 'The continuation token is not valid');
  return Number(token);
}

/** One page of a list that the service sorts by itself. */
export function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; nextToken?: string } {
  const from = pageStart(token, all.length);
  const items = all.slice(from, from + size);
  const next = from + items.length;
  return next < all.length ? { items, nextToken: String(next) } : { items };
}
