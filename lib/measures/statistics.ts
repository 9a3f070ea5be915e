/** The middle one, or the mean of the two in the middle; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const above = sorted[middle];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 ? above : ((sorted[middle - 1] ?? above) + above) / 2;
}

/** From each to the next, in ms. @param moments in their order */
export function gaps(moments: readonly Date[]): number[] {
  return moments
    .slice(1)
    .map((moment, index) => moment.getTime() - (moments[index]?.getTime() ?? 0));
}

/** Undefined where there is nothing that it could be a part of. */
export function fraction(part: number, of: number): number | undefined {
  return of === 0 ? undefined : part / of;
}

/** A window of time: from its first moment on, and without its last. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

export function isWithin(moment: Date, { from, to }: Span): boolean {
  return moment >= from && moment < to;
}

export const weekMs = 7 * 24 * 3_600_000;

/** The weeks before a moment, oldest first; the last one ends with it. */
export function weeksBefore(to: Date, count: number): Span[] {
  return Array.from({ length: count }, (_, index) => {
    const end = to.getTime() - (count - 1 - index) * weekMs;
    return { from: new Date(end - weekMs), to: new Date(end) };
  });
}
