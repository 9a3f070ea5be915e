import type { GraphedCommit } from '../git/history';
import type { ExplainedRelease } from '../inspect/history';
import type { CommitGraph } from './commit-graph';

/** What ran before each release, by the release's id. @param releases newest first */
export function ranBefore(releases: readonly ExplainedRelease[]): ReadonlyMap<string, string> {
  const before = new Map<string, string>();
  let running: string | undefined;
  // What is live is decided by ends. What is not over comes after all that is.
  const end = ({ durationMs, updatedAt }: ExplainedRelease) =>
    durationMs === undefined ? Number.POSITIVE_INFINITY : updatedAt.getTime();
  const inOrder = [...releases].reverse().sort((a, b) => end(a) - end(b) || 0);
  for (const { id, commit, status } of inOrder) {
    if (running !== undefined) before.set(id, running);
    if (status === 'Succeeded' && commit !== undefined) running = commit;
  }
  return before;
}

/** What a release brings and takes away, newest first. */
export interface ChangedCommits {
  readonly brings: readonly GraphedCommit[];
  readonly takes: readonly GraphedCommit[];
}

/** Undefined where nothing ran before, or this clone lacks one of the two. */
export function commitsMovedBy(
  graph: CommitGraph,
  before: string | undefined,
  commit: string | undefined,
): ChangedCommits | undefined {
  if (before === undefined || commit === undefined) return undefined;
  const brings = graph.between(before, commit);
  const takes = graph.between(commit, before);
  return brings && takes && { brings, takes };
}
