import { invalid, violation } from './errors';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of a list in the order of its keys; the token is the last key of the page before. */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults = 100, NextToken }: PageRequest,
): { items: readonly T[]; NextToken?: string } {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 100)
    throw violation('maxResults', MaxResults, 'Member must have value between 1 and 100');
  const after = NextToken === undefined ? '' : decode(NextToken);
  const rest = all
    .filter((item) => keyOf(item) > after)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rest.slice(0, MaxResults);
  const last = items.at(-1);
  const token = last === undefined ? '' : Buffer.from(`1 ${keyOf(last)}`).toString('base64url');
  return items.length < rest.length ? { items, NextToken: token } : { items };
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text.startsWith('1 ')) return text.slice(2);
  throw invalid('Invalid NextToken provided.');
}
