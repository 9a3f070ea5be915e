import fs from 'node:fs';
import path from 'node:path';
import { isInside } from '../files/inside';
import { expand } from '../run/commands';
import type { Run } from '../run/run';

/** The two folders whose content can be cached, and what of each. */
export interface CachedPaths {
  readonly source: readonly string[];
  readonly home: readonly string[];
}

/**
 * What `cache.paths` means on this machine, where the home of a build is not /root. Paths elsewhere belong to the
 * machine and not to the build: they are left out, with a line in the log.
 */
export async function cachedPaths(run: Run, home: string): Promise<CachedPaths> {
  const paths = await expand(run, run.buildspec?.cache.paths ?? []);
  const found: { source: string[]; home: string[] } = { source: [], home: [] };
  for (const written of paths) {
    const pattern = written.replace(/^(~|\/root)(?=\/|$)/, home);
    const absolute = path.resolve(run.source, pattern);
    if (isInside(run.source, absolute)) found.source.push(below(run.source, absolute));
    else if (isInside(home, absolute)) found.home.push(below(home, absolute));
    else
      run.log.note(
        `Warning: cache path ${written} is neither in the source nor in the home of the build; this emulator leaves it out.`,
      );
  }
  return found;
}

/** A folder without a pattern stands for all that it holds. */
function below(root: string, absolute: string): string {
  const pattern = path.relative(root, absolute);
  const folder = fs.statSync(absolute, { throwIfNoEntry: false })?.isDirectory();
  return folder ? path.posix.join(pattern, '**/*') : pattern;
}
