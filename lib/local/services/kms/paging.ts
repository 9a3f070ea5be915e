import { ServiceError } from '../../service';

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly Limit?: number | undefined;
}

/** One page of a list, the way KMS's lists are paged. */
export function pageOf<T>(
  items: readonly T[],
  { Marker, Limit }: PageRequest,
  usual: number,
): { items: T[]; Truncated: boolean; NextMarker?: string } {
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidMarkerException', 'The marker is not valid.');
  const end = start + (Limit ?? usual);
  const page = { items: items.slice(start, end), Truncated: end < items.length };
  return page.Truncated
    ? { ...page, NextMarker: Buffer.from(String(end)).toString('base64') }
    : page;
}
