/** `2026-03-20 11:05`, for where it is said that all times are UTC. */
export function minuteOf(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

/** `2026-03-20 11:05 UTC`: a moment as everybody reads it the same, whatever his zone. */
export function momentOf(date: Date): string {
  return `${minuteOf(date)} UTC`;
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `3 hours ago`; the date itself once that says more. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  if (seconds >= 14 * 86_400) return then.toISOString().slice(0, 10);
  for (const [unit, size] of units) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
