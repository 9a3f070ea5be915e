import { GitenvError } from '../errors';
import { resolveCommit } from '../git/resolve-commit';
import type { GitPlace } from '../git/run';
import type { Release } from '../release/release';
import { shortCommit } from '../release/wording';

/**
 * The commit that a person means, who may have read it in the history of an environment whose commits this clone
 * does not have.
 * @throws GitenvError UNKNOWN_COMMIT, AMBIGUOUS_COMMIT
 */
export async function commitAmong(
  releases: readonly Release[],
  spec: string,
  place: GitPlace,
): Promise<string> {
  try {
    return await resolveCommit(spec, place);
  } catch (error) {
    const found = new Set(
      releases.flatMap(({ commit }) => (commit?.startsWith(spec) ? [commit] : [])),
    );
    const [commit] = found;
    if (found.size === 1 && commit !== undefined && spec.length >= 4) return commit;
    if (found.size < 2 || spec.length < 4) throw error;
    throw new GitenvError(
      'AMBIGUOUS_COMMIT',
      `'${spec}' could be any of ${found.size} released commits: ${[...found].map((it) => it.slice(0, 12)).join(', ')}`,
      { advice: 'Give more digits of the commit.', cause: error },
    );
  }
}

/** @throws GitenvError UNKNOWN_COMMIT where the commit was never released, or nothing was */
export function releaseAmong(
  releases: readonly Release[],
  commit: string | undefined,
  environment: string,
): Release {
  const found = commit === undefined ? releases[0] : releases.find((it) => it.commit === commit);
  if (found) return found;
  const what = commit === undefined ? 'anything' : shortCommit(commit);
  throw new GitenvError('UNKNOWN_COMMIT', `${environment} has not released ${what} yet`, {
    hint: `gitenv history ${environment}`,
  });
}
