/** Something that must never be, is. */
export class Violation extends Error {}

export function demand(isSo: unknown, otherwise: string): asserts isSo {
  if (!isSo) throw new Violation(otherwise);
}
