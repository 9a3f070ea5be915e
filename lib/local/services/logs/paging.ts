import { invalid } from './records';

interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly limit?: number | undefined;
}

/** One page of a list of groups or streams: 50 unless told. */
export function pageOf<T>(
  items: readonly T[],
  { nextToken, limit = 50 }: PageRequest,
): { items: T[]; nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0) throw invalid('The specified nextToken is invalid.');
  const end = start + limit;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? String(end) : undefined,
  };
}
