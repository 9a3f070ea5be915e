import type { GraphedCommit } from '../git/history';

/** Commits by their place in an order in which each comes before its parents. */
export class CommitGraph {
  private readonly places: ReadonlyMap<string, number>;

  /** @param commits each before its parents, as `git log --topo-order` lists them */
  constructor(readonly commits: readonly GraphedCommit[]) {
    this.places = new Map(commits.map(({ commit }, place) => [commit, place]));
  }

  has(commit: string): boolean {
    return this.places.has(commit);
  }

  /** Undefined where this clone does not have it. */
  find(commit: string): GraphedCommit | undefined {
    return this.commits[this.places.get(commit) ?? -1];
  }

  /**
   * What `to` has and `from` lacks, newest first; undefined where one of the two is not known. It walks as far as the two differ, so that
   * a history of thousands of releases takes no longer than it is long.
   */
  between(from: string, to: string): GraphedCommit[] | undefined {
    if (!this.has(from) || !this.has(to)) return undefined;
    const walk = new Walk(this.commits, this.places);
    walk.come(from, true);
    walk.come(to, false);
    const found: GraphedCommit[] = [];
    // All that is left is known to `from`: so is all that is behind it.
    while (walk.isOpen) {
      const { commit, isKnown } = walk.next();
      if (!isKnown) found.push(commit);
      for (const parent of commit.parents) walk.come(parent, isKnown);
    }
    return found;
  }
}

/** Commits that are to be looked at, children first, and whether what is compared with has them. */
class Walk {
  private readonly known = new Map<number, boolean>();
  /** Places, the next one last. */
  private readonly queue: number[] = [];
  private unknown = 0;

  constructor(
    private readonly commits: readonly GraphedCommit[],
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  get isOpen(): boolean {
    return this.unknown > 0;
  }

  come(name: string, isKnown: boolean): void {
    const place = this.places.get(name);
    if (place === undefined) return;
    const before = this.known.get(place);
    if (before === undefined) this.insert(place);
    if (before === undefined && !isKnown) this.unknown += 1;
    if (before === false && isKnown) this.unknown -= 1;
    this.known.set(place, isKnown || before === true);
  }

  next(): { readonly commit: GraphedCommit; readonly isKnown: boolean } {
    const place = this.queue.pop() ?? 0;
    const isKnown = this.known.get(place) === true;
    if (!isKnown) this.unknown -= 1;
    return { commit: this.commits[place] as GraphedCommit, isKnown };
  }

  /** Few are waiting at any time: as many as there are branches side by side. */
  private insert(place: number): void {
    const at = this.queue.findIndex((other) => other < place);
    this.queue.splice(at < 0 ? this.queue.length : at, 0, place);
  }
}
