import picomatch from 'picomatch';
import { SelectionError } from './selection-error';

/** More stars than that in one part of a path, or more `**` in a path, would have an expression try for minutes. */
const mostStars = 3;

/**
 * Whether a name fits a glob. One with so many stars that a regular expression would be busy with a long name for good is
 * matched step by step, in time that grows with the name and the glob alone.
 * @throws SelectionError where such a one has brackets or braces too
 */
export function globOf(pattern: string): (name: string) => boolean {
  const parts = pattern.split('/');
  const isMany =
    parts.filter((part) => part === '**').length > mostStars ||
    parts.some((part) => (part.match(/\*+/g) ?? []).length > mostStars);
  if (!isMany) return picomatch(pattern, { dot: true });
  if (/[\\[\]{}()!+@|]/.test(pattern))
    throw new SelectionError(`${pattern} has too many stars for a pattern with brackets or braces`);
  return stepwise(pattern);
}

/** For a glob of stars and question marks alone. */
export function stepwise(pattern: string): (name: string) => boolean {
  const fits = (part: string, name: string) => isLike([...part], [...name], '*', fitsCharacter);
  return (name) => isLike(pattern.split('/'), name.split('/'), '**', fits);
}

const fitsCharacter = (wanted: string, found: string) => wanted === '?' || wanted === found;

/**
 * Whether items fit wanted ones, of which `any` stands for as many as there are. After a mismatch it goes on from the last
 * `any` with one item more: what an earlier one took need never be taken back.
 */
function isLike(
  wanted: readonly string[],
  found: readonly string[],
  any: string,
  fits: (wanted: string, found: string) => boolean,
): boolean {
  let [at, to] = [0, 0];
  let [anyAt, anyTo] = [-1, 0];
  while (to < found.length) {
    const [want, item] = [wanted[at], found[to] ?? ''];
    if (want === any) {
      [anyAt, anyTo] = [at, to];
      at += 1;
    } else if (want !== undefined && fits(want, item)) {
      at += 1;
      to += 1;
    } else if (anyAt < 0) return false;
    else {
      anyTo += 1;
      [at, to] = [anyAt + 1, anyTo];
    }
  }
  while (wanted[at] === any) at += 1;
  return at === wanted.length;
}
