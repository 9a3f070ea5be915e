import { ServiceError } from '../../service';
import { invalid } from './records';

interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** One page of a list, the way SSM's lists are paged. */
export function pageOf<T>(
  items: readonly T[],
  { NextToken, MaxResults }: PageRequest,
  usual: number,
  most = usual,
): { items: T[]; NextToken: string | undefined } {
  const size = MaxResults ?? usual;
  if (size < 1 || size > most) throw invalid(`MaxResults is 1 to ${most}.`);
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  const end = start + size;
  return {
    items: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
