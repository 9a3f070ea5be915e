import { listReferences } from '../../lib/aws/codecommit/references';
import { tagText } from '../../lib/aws/codecommit/tag-text';
import { matchReasons, parseReason, type Reason, tagPrefix } from '../../lib/release/guards/reason';
import type { Release } from '../../lib/release/release';
import type { GuardPlace } from './place';
import { cloneUrlOf } from './store';

/**
 * The reason that was given for a release: an annotated tag beside its commit, which is there before the branch moves.
 * @param releases newest first, with this one
 */
export async function reasonOf(
  place: GuardPlace,
  release: Release,
  releases: readonly Release[],
): Promise<Reason | undefined> {
  const { commit } = release;
  if (commit === undefined) return undefined;
  const url = await cloneUrlOf(place);
  const prefix = `refs/tags/${tagPrefix(place.environment)}`;
  const reasons: Reason[] = [];
  for (const [ref, tag] of await listReferences(place, url)) {
    if (!ref.startsWith(prefix) || !ref.includes(`-${commit.slice(0, 12)}-`)) continue;
    const text = await tagText(place, url, { tag, commit });
    const reason = text === undefined ? undefined : parseReason(text);
    if (reason?.environment === place.environment) reasons.push(reason);
  }
  return matchReasons(releases, reasons).get(release.id);
}
