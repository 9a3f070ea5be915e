/** From a moment on, and before another. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

export function isInPeriod({ from, to }: Period, moment: Date): boolean {
  return moment >= from && moment < to;
}
