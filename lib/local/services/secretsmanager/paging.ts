import { ServiceError } from '../../service';

interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** One page of a list, the way Secrets Manager's lists are paged. */
export function pageOf<T>(
  items: readonly T[],
  { NextToken, MaxResults = 100 }: PageRequest,
): { items: T[]; NextToken: string | undefined } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.');
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
