import { ServiceError } from '../../service';

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page of a list, the way all of IAM's lists are paged. */
export function pageOf<T>(
  items: readonly T[],
  { Marker, MaxItems = 100 }: PageRequest,
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidMarker', 'Invalid Marker.');
  const end = start + MaxItems;
  const page = { items: items.slice(start, end), IsTruncated: end < items.length };
  return page.IsTruncated ? { ...page, Marker: Buffer.from(String(end)).toString('base64') } : page;
}
