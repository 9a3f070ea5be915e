/** `2026-03-20 11:05`, for where it is said that all times are UTC. */
export function minuteOf(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

/** `2026-03-20 11:05 UTC`: a moment as everybody reads it the same, whatever his zone. */
export function momentOf(date: Date): string {
  return `${minuteOf(date)} UTC`;
}
