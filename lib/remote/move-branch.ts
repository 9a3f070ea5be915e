import { getRelease, listReleases } from '../aws/pipeline';
import { branchTip } from '../aws/repository';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import { pushWithLease } from '../git/push';
import { type GitPlace, git } from '../git/run';
import { lostLease } from '../release/guard';
import type { Release } from '../release/release';
import { awaitRelease } from './await-release';
import { followRelease } from './follow';
import type { Progress } from './progress';
import { remoteOf, signedPlace, type Target } from './target';

/** A release that was set going; `release` is how it ended, where it was followed. */
export interface Deployed {
  readonly environment: string;
  readonly commit: string;
  readonly release: Release | undefined;
}

export interface MoveOptions {
  readonly place: GitPlace;
  /** Look after the release until it is over. */
  readonly follow: boolean;
}

/**
 * The one way anything is deployed: moves the branch to the commit, if it still is where it was seen, and follows.
 * @throws GitenvError LOST_LEASE saying who came first; NOT_STARTED, RELEASE_FAILED
 */
export async function moveBranch(
  target: Target,
  commit: string,
  { place, follow }: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const { environment, account, pipeline, tip } = target;
  const known = new Set(follow ? await latestIds(target) : []);
  const signed = await signedPlace(target, place);
  const request = { commit, branch: environment.branch, seen: tip };
  const result = await git(
    pushWithLease({ ...(await remoteOf(target, place)), ...request }),
    signed,
  );
  if (result.outcome === 'stale') throw await whoCameFirst(target);
  if (result.outcome === 'refused') {
    throw new GitenvError('GIT_FAILED', `${environment.name} refused the push: ${result.reason}.`, {
      hint: `git fetch ${environment.name}`,
    });
  }
  if (!follow) return { environment: environment.name, commit, release: undefined };
  progress.whenInterrupted(
    `No longer following; ${environment.name} has the push and releases it.`,
    `gitenv logs ${environment.name} --follow`,
  );
  const expected = { account, environment: environment.name, pipeline, commit, known };
  const { id } = await awaitRelease(expected);
  return followed(target, commit, id, progress);
}

/** Follows a release by its id to its end. */
export async function followed(
  { environment, account, pipeline }: Target,
  commit: string,
  releaseId: string,
  progress: Progress,
): Promise<Deployed> {
  const { name } = environment;
  const release = await followRelease(
    { account, environment: name, pipeline, releaseId, commit },
    progress,
  );
  return { environment: name, commit, release };
}

async function latestIds({ account, pipeline }: Target): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of listReleases(account, pipeline)) {
    ids.push(id);
    if (ids.length === 100) break;
  }
  return ids;
}

/** Looks up what took the lease away; whoever it was, nothing of ours has happened. */
async function whoCameFirst({ environment, account, pipeline, tip }: Target): Promise<GitenvError> {
  const { repository } = namesOf(environment.application);
  const commit = await branchTip(account, repository, environment.branch);
  for await (const { id, ...release } of listReleases(account, pipeline)) {
    if (release.commit !== commit) continue;
    const { subject, pushedBy } = await getRelease(account, pipeline, id);
    return lostLease(environment.name, tip, { commit, subject, pushedBy });
  }
  return lostLease(environment.name, tip, { commit, subject: '', pushedBy: undefined });
}
