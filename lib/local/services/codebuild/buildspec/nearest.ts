/** The known name that a mistyped one most likely means, or undefined where none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = normal(name);
  const ranked = names
    .map((candidate) => ({ candidate, distance: distance(plain, normal(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(1, Math.floor(plain.length / 4))
    ? best.candidate
    : undefined;
}

const normal = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Levenshtein's: how many letters must be added, dropped or changed. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
