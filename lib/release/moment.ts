/** `2026-03-20 11:05 UTC`: a moment as everybody reads it the same, whatever his zone. */
export function momentOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
