import type { Route } from '../config/path';
import { resolveCommit } from '../git/resolve-commit';
import type { GitPlace } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import { closedEnvironment, openRepository } from '../target/open-environment';
import { joinUnderWay } from './join';
import type { Deployed, Move } from './move/move';
import { again, pushing, release } from './move/ways';

/** What somebody wants of a release beside the commit. */
export interface ReleaseOptions {
  readonly place: GitPlace;
  readonly override: Override;
  /** Look after the release until it is over. */
  readonly follow: boolean;
  /** Stay while the environment is locked; a lock refuses otherwise. */
  readonly wait?: boolean;
  /** How long another account is waited for that only answers a question; five seconds unless it is said. */
  readonly patienceMs?: number | undefined;
}

/**
 * Releases a commit in an environment: by moving its branch, or, where the branch is there already and git would do
 * nothing, by starting its pipeline, unless a release of the commit is under way already: that one is followed then.
 * @param spec what names the commit; HEAD without it
 * @throws GitenvError what the steps of `pushing` and `again` say
 */
export async function push(
  { environment, upstream }: Route,
  spec: string | undefined,
  options: ReleaseOptions,
  progress: Progress,
): Promise<Deployed> {
  const commit = await resolveCommit(spec ?? 'HEAD', options.place);
  const open = await openRepository(environment);
  const before = upstream && closedEnvironment(upstream);
  const move: Move = { ...options, open, upstream: before, commit, spelling: 'gitenv' };
  if ((await open.tip()) !== commit) return release(pushing, move, progress);
  // Whoever gives a reason wants a release of its own, which is what the reason is kept with.
  const { reason } = options.override;
  const joined = reason === undefined ? await joinUnderWay(move, progress) : undefined;
  return joined ?? release(again, move, progress);
}
