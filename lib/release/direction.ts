/**
 * Where a release goes from what runs: `forward` keeps everything that runs, `rollback` only takes commits away,
 * `sideways` does both.
 */
export type Direction = 'first' | 'none' | 'forward' | 'rollback' | 'sideways';

/**
 * @param taken how many commits run now and would not after
 * @param brought how many would run after and do not now
 */
export function directionOf(taken: number, brought: number): Direction {
  if (taken === 0) return brought === 0 ? 'none' : 'forward';
  return brought === 0 ? 'rollback' : 'sideways';
}
