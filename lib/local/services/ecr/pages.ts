import { errors } from './errors';
import type { PageRequest } from './requests';

/** One page of a list; its token is a position. */
export function pageOf<T>(
  all: readonly T[],
  { nextToken, maxResults = 100 }: PageRequest,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  if (!(maxResults >= 1 && maxResults <= 1000))
    throw errors.invalid('maxResults', 'must be between 1 and 1000');
  if (nextToken !== undefined && !/^\d+$/.test(nextToken))
    throw errors.invalid('nextToken', 'must be a token that was handed out');
  const from = Number(nextToken ?? 0);
  const items = all.slice(from, from + maxResults);
  const next = from + items.length;
  return next < all.length ? { items, nextToken: String(next) } : { items };
}
