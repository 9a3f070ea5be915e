import type { CommitFacts } from './facts';

/**
 * Tells of releases, one after another, which commits each was the first to bring. What one of them brought stays known, so that
 * ten thousand releases take no longer than one walk through the history.
 */
export class Arrivals {
  private readonly arrived = new Set<string>();

  constructor(private readonly commits: ReadonlyMap<string, CommitFacts>) {}

  /** The commit and its ancestors, without those that came before; empty where git does not know it. */
  of(commit: string): CommitFacts[] {
    const found: CommitFacts[] = [];
    const next = [commit];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      const facts = this.commits.get(at);
      if (!facts || this.arrived.has(at)) continue;
      this.arrived.add(at);
      found.push(facts);
      next.push(...facts.parents);
    }
    return found;
  }
}

/** When each commit was in the environment for the first time, itself or in a descendant. @param releases oldest first */
export function firstSights(
  releases: readonly { readonly commit: string | undefined; readonly startedAt: Date }[],
  commits: ReadonlyMap<string, CommitFacts>,
): ReadonlyMap<string, Date> {
  const arrivals = new Arrivals(commits);
  const seen = new Map<string, Date>();
  for (const { commit, startedAt } of releases) {
    if (commit === undefined) continue;
    for (const brought of arrivals.of(commit)) seen.set(brought.commit, startedAt);
    // Also of a commit that git does not know it is known when it came.
    if (!seen.has(commit)) seen.set(commit, startedAt);
  }
  return seen;
}
