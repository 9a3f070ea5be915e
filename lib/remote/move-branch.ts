import { findRelease, getRelease, listReleases } from '../aws/pipeline';
import { branchTip } from '../aws/repository';
import { namesOf } from '../contract';
import { GitenvError } from '../errors';
import { pushWithLease } from '../git/push';
import { type GitPlace, git } from '../git/run';
import { lostLease } from '../release/guard';
import type { Release } from '../release/release';
import { awaitRelease } from './await-release';
import { followRelease } from './follow';
import { passLock } from './lock';
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
  /** Where the environment is locked, stay until it is not; without it a lock refuses. */
  readonly wait?: boolean;
}

/**
 * The one way anything is deployed: moves the branch to the commit, if it still is where it was seen, and follows.
 * @throws GitenvError LOCKED; LOST_LEASE saying who came first; NOT_STARTED, RELEASE_FAILED
 */
export async function moveBranch(
  target: Target,
  commit: string,
  { place, follow, wait = false }: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const { environment, account, pipeline, tip } = target;
  await passLock({ environment: environment.name, account, pipeline }, wait, progress);
  const known = new Set(follow ? await latestIds(target) : []);
  progress.whenInterrupted(
    `Interrupted while pushing to ${environment.name}.`,
    'gitenv status, to see whether the push arrived',
  );
  const signed = await signedPlace(target, place);
  const request = { commit, branch: environment.branch, seen: tip };
  const result = await git(
    pushWithLease({ ...(await remoteOf(target, place)), ...request }),
    signed,
  );
  if (result.outcome === 'stale' || result.outcome === 'refused')
    throw await whyRefused(target, commit, result.outcome === 'refused' ? result.reason : '');
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

/**
 * A branch that is no longer where it was seen was moved by somebody else, whatever words the refusal has: between
 * git's look and its push, the server is the first to notice. Nothing of ours has happened.
 */
async function whyRefused(target: Target, commit: string, reason: string): Promise<GitenvError> {
  const { environment, account, pipeline, tip } = target;
  const { repository } = namesOf(environment.application);
  const found = await branchTip(account, repository, environment.branch);
  if (found === tip || found === commit) {
    return new GitenvError('GIT_FAILED', `${environment.name} refused the push: ${reason}.`, {
      hint: `git fetch ${environment.name}`,
    });
  }
  const release = await findRelease(account, pipeline, found ?? '');
  const pushedBy = release && (await getRelease(account, pipeline, release.id)).pushedBy;
  return lostLease(environment.name, tip, {
    commit: found,
    subject: release?.subject ?? '',
    pushedBy,
  });
}
