import type { Rule } from '../sources';
import { likeThings, smallByKind, smallForReason } from '../table';
import { folderOf, placeIn } from './places';

const [fewest, most] = [3, 16];
const maxLines = 250;

/** A folder of unlike things has few enough files to be read at a glance, and enough to be worth opening. */
export const folderSizes: Rule = (sources) => {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return [...counts].sort().flatMap(([folder, count]) => {
    const is = (places: readonly string[]) =>
      places.some((place) => placeIn(folder, place) === folder);
    if (count > most && !is(likeThings))
      return [`${folder} has ${count} files, over ${most} for a folder of unlike things`];
    const maySmall = is(likeThings) || is(smallByKind) || is(Object.keys(smallForReason));
    return count < fewest && !maySmall ? [`${folder} has ${count} files, under ${fewest}`] : [];
  });
};

export const fileLengths: Rule = (sources) =>
  sources
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => `${path} has ${lines} lines, over ${maxLines}`);
