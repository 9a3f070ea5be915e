import { GitenvError } from '../lib/errors';
import { parseSpan } from '../lib/release/lock/window';
import { momentTyped } from '../lib/release/moment-typed';

/**
 * A moment in the past: so long ago (`90d`), or a date or time in UTC (`2026-01-31`, `2026-01-31T09:30:00Z`).
 * @throws GitenvError USAGE
 */
export function pastMoment(name: string, value: string, now: Date): Date {
  const span = parseSpan(value);
  if (span !== undefined) return new Date(now.getTime() - span);
  if (/^\d{4}-/.test(value)) return momentTyped(name, value);
  throw new GitenvError(
    'USAGE',
    `${name} takes a length of time, such as 12h or 90d, or a date in UTC, such as 2026-01-31; not '${value}'`,
  );
}
