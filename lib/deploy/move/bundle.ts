import { type ErrorCode, GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import { lookedAtFor, openChecked } from '../../target/open-environment';
import { bringBack } from '../bundle/bring-back';
import { bringBundle } from '../bundle/bring-bundle';
import type { Found, Move } from './move';

/** What the release would fail of as well. */
const final: ReadonlySet<ErrorCode> = new Set(['BUNDLE_BROKEN', 'NO_BUNDLE']);

/**
 * Brings what was tested in the environment before. If somebody has overridden that the environment before is asked, an
 * account that does not answer is not in the way.
 */
export async function bringTestedBundle(
  { open, upstream, commit, override, patienceMs }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  const { name, bundles } = open.environment;
  if (!upstream || bundles === 'rebuild') return undefined;
  const isSkipped = override.guards.includes('skip-upstream');
  if (!isSkipped)
    return bringBundle({ commit, upstream: await openChecked(upstream), open }, progress).then(
      () => undefined,
    );
  try {
    const above = lookedAtFor(await openChecked(upstream), patienceMs);
    await bringBundle({ commit, upstream: above, open, keepsOwn: true }, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || final.has(error.code)) throw error;
    progress.say(
      `${name}: ${upstream.name} cannot be asked for its bundle (${error.clause}), so what ${name} has or builds itself is deployed`,
    );
  }
  return undefined;
}

/** Brings back the bundle and the images that the commit was deployed by, and that were lost since. */
export async function bringLost(
  { open, upstream, commit }: Pick<Move, 'open' | 'upstream' | 'commit'>,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  await bringBack({ commit, open, upstream }, progress);
}
