/**
 * What a matrix of cases (`*.matrix.test.ts`) plays: all of them in the long tier, and a few that stand for the others in `npm test`.
 */
export function casesOf<T>(
  all: readonly T[],
  few: (one: T, index: number) => boolean,
): readonly T[] {
  const chosen = process.env.GITENV_TEST_LONG ? all : all.filter(few);
  if (chosen.length === 0) throw new Error('no case stands for the others');
  return chosen;
}
