import { GitenvError } from '../lib/errors';

/**
 * An option that takes a whole number; undefined where it is not given.
 * @throws GitenvError USAGE
 */
export function numberOption(
  name: string,
  value: string | undefined,
  { min, max }: { min: number; max: number },
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new GitenvError('USAGE', `${name} takes a number from ${min} to ${max}, not '${value}'`);
}

export function portOption(name: string, value: string | undefined): number | undefined {
  return numberOption(name, value, { min: 0, max: 65_535 });
}
