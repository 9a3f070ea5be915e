import { refuse } from './errors';

/** Where a page begins: continuation tokens are positions. */
export function pageStart(token: string | undefined, length: number): number {
  if (token === undefined) return 0;
  if (!/^\d+$/.test(token) || Number(token) > length)
    throw refuse('InvalidContinuationTokenException', 'The continuation token is not valid');
  return Number(token);
}
