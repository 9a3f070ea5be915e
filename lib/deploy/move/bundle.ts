import { type ErrorCode, GitenvError } from '../../errors';
import type { Progress } from '../../release/following/progress';
import {
  type ClosedEnvironment,
  lookedAtFor,
  type OpenEnvironment,
  openChecked,
} from '../../target/open-environment';
import { bringBack } from '../bundle/bring-back';
import { bringBundle } from '../bundle/bring-bundle';
import type { Found, Move } from './move';

/** What the release would fail of as well. */
const final: ReadonlySet<ErrorCode> = new Set(['BUNDLE_BROKEN', 'NO_BUNDLE']);

/** Brings what was tested in the environment before, which is what a promotion is for. */
export function bringTestedBundle(move: Move, _: Found, progress: Progress): Promise<undefined> {
  return bring(move, new Set(), progress);
}

/** The same for a push. Whoever may push, and may not read or write bundles, has the environment build. */
export function bringTestedIfAllowed(move: Move, _: Found, progress: Progress): Promise<undefined> {
  return bring(move, new Set<ErrorCode>(['ACCESS_DENIED']), progress);
}

/**
 * If somebody has overridden that the environment before is asked, an account that does not answer is not in the way.
 * @param passing what is said, and stands in nobody's way
 */
async function bring(
  { open, upstream, commit, override, patienceMs, seen, tested }: Move,
  passing: ReadonlySet<ErrorCode>,
  progress: Progress,
): Promise<undefined> {
  const { name, bundles } = open.environment;
  if (!upstream || bundles === 'rebuild') return undefined;
  const keepsOwn = override.guards.includes('skip-upstream');
  try {
    const above = keepsOwn
      ? await lookedAtChecked(upstream, patienceMs)
      : await openChecked(upstream);
    const carried = { commit, upstream: above, open, keepsOwn, seen: seen?.upstream, tested };
    await bringBundle(carried, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || final.has(error.code)) throw error;
    if (!keepsOwn && !passing.has(error.code)) throw error;
    progress.say(
      `${name}: the bundle of ${upstream.name} cannot be brought (${error.clause}), so what ${name} has or builds itself is deployed`,
    );
  }
  return undefined;
}

/** An account that hangs holds up nobody who has overridden that it is asked. */
async function lookedAtChecked(
  upstream: ClosedEnvironment,
  patienceMs: number | undefined,
): Promise<OpenEnvironment> {
  const above = lookedAtFor(await upstream.open(), patienceMs);
  await above.cloneUrl();
  return above;
}

/** Brings back the bundle and the images that the commit was deployed by, and that were lost since. */
export async function bringLost(
  { open, upstream, later, commit, seen, own }: Move,
  _: Found,
  progress: Progress,
): Promise<undefined> {
  await bringBack({ commit, open, upstream, later, seen: seen?.own, own }, progress);
}
