import type { Progress } from '../../release/following/progress';
import { openChecked } from '../../target/open-environment';
import { bringBundle } from '../bundle/bring-bundle';
import { restoreImages } from '../bundle/bring-images';
import type { Found, Move } from './move';

/** Copies what was tested in the environment before, unless somebody overrides a guard. */
export async function bringTestedBundle(
  { open, upstream, commit, override }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  if (!upstream || open.environment.bundles !== 'promote' || override.guards.length > 0)
    return undefined;
  await bringBundle(commit, await openChecked(upstream), open, progress);
}

/** Brings back the images that the commit was deployed by, and that were lost since. */
export async function bringLostImages(
  { open, upstream, commit }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  if (upstream) await restoreImages(commit, upstream, open, progress);
}
