import { describeClosed, describeLock } from '../../lib/release/lock/closed';
import type { Lifted } from '../../lib/target/lock/lift';
import { printable } from './text';

/** What there was of a lock, line by line. */
export function renderLifted(environment: string, { opened, cancelled }: Lifted): string {
  if (!opened && !cancelled) return `${environment} was not locked.`;
  return [
    ...(opened
      ? [`${environment} is open again. It was ${printable(describeClosed(opened))}`]
      : []),
    ...(cancelled
      ? [`A lock to come is taken back: ${environment} ${printable(describeLock(cancelled))}`]
      : []),
  ].join('\n');
}
