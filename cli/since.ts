import { GitenvError } from '../lib/errors';
import { parseSpan } from '../lib/release/lock/window';

/**
 * A moment in the past: so long ago (`90d`), or a date or time in UTC (`2026-01-31`, `2026-01-31T09:30:00Z`).
 * @throws GitenvError USAGE
 */
export function pastMoment(name: string, value: string, now: Date): Date {
  const span = parseSpan(value);
  if (span !== undefined) return new Date(now.getTime() - span);
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\.\d+)?Z)?$/.test(value);
  const moment = new Date(value);
  if (isDate && !Number.isNaN(moment.getTime())) return moment;
  throw new GitenvError(
    'USAGE',
    `${name} takes a length of time, such as 12h or 90d, or a date in UTC, such as 2026-01-31; not '${value}'`,
  );
}
