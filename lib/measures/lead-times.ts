import { Arrivals, firstSights } from './brought';
import type { Measured, MeasuredRelease } from './facts';

/** How long the commits had been on their way that a release was the first to bring. */
export interface ReleaseLeads {
  /** One a commit, in ms; those that merge are left out. */
  readonly ms: readonly number[];
  /** Of how many git's own date had to serve, since no first environment has shown them. */
  readonly byCommitterDate: number;
}

/**
 * By release that brought a commit or more for the first time, or of which that is not known. The first one that is known brought
 * all that had been made before there was an environment, or before AWS forgot what ran: it tells nothing of how long
 * changes take.
 */
export function leadsOf({
  releases,
  firstSeen,
  commits,
}: Measured): ReadonlyMap<string, ReleaseLeads | undefined> {
  const seen = firstSights(firstSeen, commits);
  const arrivals = new Arrivals(commits);
  const leads = new Map<string, ReleaseLeads | undefined>();
  let hasBegun = false;
  for (const { id, commit, succeeded, endedAt } of inOrderOfEnd(releases)) {
    if (!succeeded || commit === undefined || !endedAt) continue;
    const isFirst = !hasBegun;
    hasBegun ||= commits.has(commit);
    if (!commits.has(commit)) {
      if (!isFirst) leads.set(id, undefined);
      continue;
    }
    const brought = arrivals.of(commit).filter(({ parents }) => parents.length < 2);
    if (brought.length === 0 || isFirst) continue;
    const since = brought.map((it) => seen.get(it.commit) ?? it.committedAt);
    leads.set(id, {
      // A clock that is ahead makes no commit arrive before it was made.
      ms: since.map((moment) => Math.max(0, endedAt.getTime() - moment.getTime())),
      byCommitterDate: brought.filter((it) => !seen.has(it.commit)).length,
    });
  }
  return leads;
}

/** What is live is decided by ends. Of two that end in one moment the one that started later counts as the later. */
export function inOrderOfEnd(releases: readonly MeasuredRelease[]): MeasuredRelease[] {
  const end = ({ endedAt, startedAt }: MeasuredRelease) => (endedAt ?? startedAt).getTime();
  return [...releases].sort((a, b) => end(a) - end(b));
}
