import { GitenvError } from '../errors';
import type { EnvironmentStatus } from '../inspect/status';
import type { Objection } from '../release/guards/move';
import { objectionsTo } from '../release/guards/objections';
import { commitsInPlace } from '../release/history/in-place';
import type { CommitGraph } from './commit-graph';
import type { SeenHistory } from './environment';

/**
 * What would speak now against promoting what runs upstream, by the guards that need nothing but the two histories. What the
 * commit declares and holds is looked at when it is promoted.
 * @returns undefined where there is nothing to promote, or it is not known
 */
export function objectionsToPromotion(
  { environment, upstream, running, wanted }: EnvironmentStatus,
  own: SeenHistory | GitenvError | undefined,
  above: {
    readonly status: EnvironmentStatus | undefined;
    readonly seen: SeenHistory | GitenvError | undefined;
  },
  graph: CommitGraph,
): readonly Objection[] | undefined {
  const to = above.status?.running?.commit;
  if (upstream === undefined || to === undefined || to === running?.commit) return undefined;
  if (!own || own instanceof GitenvError || !above.seen) return undefined;
  const { branch } = own.open.environment;
  const kept = commitsInPlace(own.releases, wanted?.commit);
  const hasMore = (one: string) => (graph.between(to, one)?.length ?? 0) > 0;
  const lacks = kept.filter(hasMore);
  const releases = above.seen instanceof GitenvError ? above.seen : above.seen.releases;
  return objectionsTo({
    environment,
    branch,
    to,
    lacks,
    isContained: lacks.some((one) => graph.between(one, to)?.length === 0),
    releases: own.releases,
    upstream: { name: upstream, releases },
  });
}
