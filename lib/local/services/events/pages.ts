import { invalid } from './errors';

const largestPage = 100;

/** One page of a list; its token is a position. */
export function page<T>(
  all: readonly T[],
  {
    Limit = largestPage,
    NextToken,
  }: { Limit?: number | undefined; NextToken?: string | undefined },
): { items: readonly T[]; NextToken?: string } {
  if (!(Limit >= 1 && Limit <= largestPage)) throw invalid(`Limit must be 1 to ${largestPage}.`);
  if (NextToken !== undefined && !/^\d+$/.test(NextToken)) throw invalid('NextToken is not valid.');
  const from = Number(NextToken ?? 0);
  const items = all.slice(from, from + Limit);
  const next = from + items.length;
  return next < all.length ? { items, NextToken: String(next) } : { items };
}
