import { type Page, pageAfter, pageSize } from '../../../base/page';
import { invalid, violation } from './errors';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of a list in the order of its keys; the token is the last key of the page before. */
export function pageByKey<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: PageRequest,
): Page<T> {
  const size = pageSize(MaxResults, { usual: 100, most: 100 }, (most, asked) =>
    violation('maxResults', asked, `Member must have value between 1 and ${most}`),
  );
  const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const behind = (after = '') => sorted.filter((item) => keyOf(item) > after);
  return pageAfter(behind, keyOf, { token: NextToken, size }, () =>
    invalid('Invalid NextToken provided.'),
  );
}
