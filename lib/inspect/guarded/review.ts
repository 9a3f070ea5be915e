import { type BreakGlass, isReviewed, parseBreakGlass } from '../../guard/said';
import { objectKeys } from '../../object-keys';
import type { OpenEnvironment } from '../../target/open-environment';
import { keysBelow, readSaid, readText } from './said';

/** The break-glass releases of an environment that nobody else has looked at yet, the latest first. */
export async function unreviewed(open: OpenEnvironment): Promise<BreakGlass[]> {
  const [keys, acknowledged] = await Promise.all([
    keysBelow(open, objectKeys.breakGlassReleases),
    keysBelow(open, objectKeys.saidAny('acknowledge')),
  ]);
  const found: BreakGlass[] = [];
  for (const key of keys) {
    const release = key.slice(objectKeys.breakGlassReleases.length).replace(/\.json$/, '');
    const below = objectKeys.saidOf('acknowledge', release);
    const about = acknowledged.filter((it) => it.startsWith(below));
    const one = parseBreakGlass(await readText(open, key));
    if (!one) continue;
    const said = await Promise.all(about.map((it) => readSaid(open, it)));
    if (
      !isReviewed(
        one,
        said.filter((it) => it !== undefined),
      )
    )
      found.push(one);
  }
  return found.sort((a, b) => b.at.getTime() - a.at.getTime());
}
