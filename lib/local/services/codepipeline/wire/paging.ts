import { ServiceError } from '../../../service';
import { invalid } from './faults';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * One page of a list that is produced lazily, so that a page costs what it holds and not what the list holds.
 * `after` skips everything up to and including the last item of the page before, whatever came on top meanwhile.
 */
export function pageOf<T>(
  list: (after: string | undefined) => Iterable<T>,
  keyOf: (item: T) => string,
  request: { maxResults?: number | undefined; nextToken?: string | undefined },
  limits: { most: number; usual: number } = { most: 100, usual: 100 },
): Page<T> {
  const size = sizeOf(request.maxResults, limits);
  const items: T[] = [];
  for (const item of list(
    request.nextToken === undefined ? undefined : decode(request.nextToken),
  )) {
    if (items.length === size) return { items, nextToken: encode(keyOf(items.at(-1) as T)) };
    items.push(item);
  }
  return { items };
}

function sizeOf(
  asked: number | undefined,
  { most, usual }: { most: number; usual: number },
): number {
  if (asked === undefined || asked === null) return usual;
  if (!Number.isInteger(asked) || asked < 1 || asked > most)
    throw invalid('maxResults', asked, `Member must have value between 1 and ${most}`);
  return asked;
}

function encode(key: string): string {
  return Buffer.from(`1 ${key}`).toString('base64url');
}

function decode(token: string): string {
  const text = Buffer.from(String(token), 'base64url').toString('utf8');
  if (!text.startsWith('1 '))
    throw new ServiceError(
      'InvalidNextTokenException',
      'The next token was specified in an invalid format.',
    );
  return text.slice(2);
}
