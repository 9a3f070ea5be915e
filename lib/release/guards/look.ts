import type { Release } from '../release';
import { shortCommit } from '../wording';
import type { MoveFacts, Objection } from './move';

/** A release would start, and fail in Build or in Deploy for what the commit has, or lacks. */
export function wouldFail({
  environment,
  to,
  found,
  releases,
  upstream,
}: MoveFacts): Objection | undefined {
  if (!found || found.whats.length === 0) return undefined;
  if (hasReleased(releases, to) || hasReleased(upstream?.releases, to)) return undefined;
  return {
    guard: 'skip-look',
    code: 'WOULD_FAIL',
    message: `The release of ${shortCommit(to)} in ${environment} would fail: ${found.whats.join('. ')}`,
    advice: found.advice.join(' '),
    hint: found.fixes.length > 0 ? found.fixes.join('\n') : undefined,
  };
}

/** What has been released needs no look. */
function hasReleased(releases: MoveFacts['releases'] | undefined, commit: string): boolean {
  const known: readonly Release[] = Array.isArray(releases) ? releases : [];
  return known.some((it) => it.commit === commit && it.status === 'Succeeded');
}
