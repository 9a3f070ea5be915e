import type { AccountOptions } from '../aws/account-check';
import { openAccount } from '../aws/clients';
import type { AwsCredentials } from '../aws/credentials';
import { latestReleaseIds } from '../aws/locate-repository';
import { GitenvError } from '../errors';
import { resolveCommit } from '../git/resolve-commit';
import type { GitPlace } from '../git/run';
import type { Release } from '../release/release';
import { awaitRelease } from './await-release';
import { followRelease } from './follow';
import type { Progress } from './progress';
import { wantsFollowing } from './wants-following';

/** The branch of an environment that a push through git may move. */
export interface WatchedBranch {
  readonly account: AccountOptions & { readonly environment: string };
  readonly credentials: AwsCredentials;
  readonly pipeline: string;
  readonly place: GitPlace;
}

export interface PushToFollow extends WatchedBranch {
  readonly commit: string;
  /** The releases there were before, or why they cannot be listed. */
  readonly before: ReadonlySet<string> | GitenvError;
}

/**
 * Looks, before the branch moves, at what there is, so that the release can be recognised after.
 * @param source what git named to push
 * @returns undefined where following is off
 */
export async function prepareToFollow(
  watched: WatchedBranch,
  source: string,
  env: NodeJS.ProcessEnv,
): Promise<PushToFollow | undefined> {
  const { account, credentials, pipeline, place } = watched;
  const [follow, commit, before] = await Promise.all([
    wantsFollowing(env, place),
    resolveCommit(source, place),
    // The push itself needs no right to see releases, so it must not fail for want of one.
    latestReleaseIds(account, credentials, pipeline).catch((error: unknown) => {
      if (error instanceof GitenvError) return error;
      throw error;
    }),
  ]);
  return !follow ? undefined : { ...watched, commit, before };
}

/** @throws GitenvError NOT_STARTED, RELEASE_FAILED, and why a release cannot be followed */
export async function followPush(push: PushToFollow, progress: Progress): Promise<Release> {
  const { account: options, pipeline, commit, before } = push;
  const { environment } = options;
  if (before instanceof GitenvError) throw notFollowed(environment, before);
  progress.whenInterrupted(
    `No longer following; ${environment} has the push and releases it.`,
    `gitenv logs ${environment} --follow`,
  );
  const account = await openAccount(options);
  const expected = { account, environment, pipeline, commit, known: before };
  const { id: releaseId } = await awaitRelease(expected);
  return followRelease({ account, environment, pipeline, releaseId, commit }, progress);
}

function notFollowed(environment: string, { code, message }: GitenvError): GitenvError {
  return new GitenvError(
    code,
    `${environment} has the push, but its release cannot be followed: ${message}`,
    { hint: 'git config gitenv.follow false, to push without following' },
  );
}
