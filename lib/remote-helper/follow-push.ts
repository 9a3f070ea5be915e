import type { Account } from '../aws/account/account';
import { sayBundle } from '../deploy/bundle/say-bundle';
import { GitenvError } from '../errors';
import { awaitRelease, notFollowed } from '../follow/await-release';
import { followRelease } from '../follow/follow';
import { wantsFollowing } from '../follow/wants-following';
import type { GitPlace } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Release } from '../release/release';
import type { Questioned } from '../target/guard-questions';

/** The branch of an environment that a push through git may move. */
export interface WatchedBranch {
  readonly account: Account & { readonly environment: string };
  readonly pipeline: string;
  readonly place: GitPlace;
}

/** A push that moved the branch. */
export interface PushToFollow extends WatchedBranch {
  readonly commit: string;
  /** The releases there were before, or why they cannot be listed. */
  readonly before: ReadonlySet<string> | GitenvError;
  readonly upstream: Promise<Questioned> | undefined;
}

/**
 * @returns undefined where following is off
 * @throws GitenvError NOT_STARTED, RELEASE_FAILED, and why a release cannot be followed
 */
export async function followPush(
  push: PushToFollow,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<Release | undefined> {
  const { account, pipeline, commit, before, place, upstream } = push;
  const { environment } = account;
  if (!(await wantsFollowing(env, place))) return undefined;
  if (before instanceof GitenvError) throw notFollowed(environment, before, 'git');
  progress.whenInterrupted(
    `No longer following; ${environment} has the push and releases it.`,
    `gitenv logs ${environment} --follow`,
  );
  const expected = { account, environment, pipeline, commit, known: before };
  const { id: releaseId } = await awaitRelease(expected);
  const release = await followRelease(
    { account, environment, pipeline, releaseId, commit },
    progress,
  );
  const above = await upstream;
  const own = { name: environment, application: pipeline };
  if (above) await sayBundle(release, own, above.account, progress);
  return release;
}
