import { branchTip } from '../aws/codecommit/repository';
import { findRelease, getRelease } from '../aws/pipeline/pipeline';
import type { Environment } from '../config/environment';
import { namesOf } from '../contract';
import { asClause, GitenvError } from '../errors';
import { awaitRelease, notFollowed } from '../follow/await-release';
import { followRelease } from '../follow/follow';
import { type PushResult, pushWithLease } from '../git/push';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { lostLease } from '../release/guards/lost-lease';
import type { Release } from '../release/release';
import { bringUses, bringUsesIfPossible, planUses } from '../submodules/push';
import { passLock, passSeenLock } from '../target/lock';
import { type GivenReason, keepReason } from '../target/reasons';
import { latestReleases } from '../target/releases';
import {
  historySource,
  lenderAt,
  remoteOf,
  signedPlace,
  type Target,
  usesAccount,
} from '../target/target';

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

/** Where a branch is to be, once nothing stands in the way any more. */
export interface BranchMove {
  readonly commit: string;
  /** Kept beside the commit as the last step before the move. */
  readonly reason?: GivenReason | undefined;
  /** The commit was released here before: what it uses need not be there any more. */
  readonly isReturn?: boolean;
  /** The environment before, which may have what the commit uses. */
  readonly upstream: Environment | undefined;
  /** Somebody insists although AWS does not say how the environment is. */
  readonly isBlind?: boolean;
  /** Told once nothing stands in the way. */
  readonly beforeMove?: (() => Promise<void>) | undefined;
}

/**
 * The one way anything is deployed: moves the branch to the commit, if it still is where it was seen, and follows.
 * What the commit uses as submodules is there before.
 * @throws GitenvError LOCKED; what `planUses` and `bringUses` say; LOST_LEASE saying who came first; NOT_STARTED, RELEASE_FAILED
 */
export async function moveBranch(
  target: Target,
  move: BranchMove,
  { place, follow, wait = false }: MoveOptions,
  progress: Progress,
): Promise<Deployed> {
  const { environment, account, pipeline } = target;
  const { name } = environment;
  const { commit } = move;
  const into = await usesAccount(target);
  const lender = move.upstream && lenderAt(move.upstream);
  const uses = move.isReturn ? undefined : await planUses(into, commit, place, lender);
  const gate = { environment: name, account, pipeline };
  await (move.isBlind ? passSeenLock : passLock)(gate, wait, progress);
  const known = follow ? await latestIds(target) : new Set<string>();
  await move.beforeMove?.();
  progress.whenInterrupted(
    `Interrupted while pushing to ${name}.`,
    'gitenv status, to see whether the push arrived',
  );
  if (uses) await bringUses(uses, progress);
  else await bringUsesIfPossible(into, commit, place, progress, lender);
  await moveWithReason(target, move, place);
  if (!follow) return { environment: name, commit, release: undefined };
  if (known instanceof GitenvError) throw notFollowed(name, known, 'gitenv');
  progress.whenInterrupted(
    `No longer following; ${name} has the push and releases it.`,
    `gitenv logs ${name} --follow`,
  );
  const { id } = await awaitRelease({ account, environment: name, pipeline, commit, known });
  return followed(target, commit, id, progress);
}

async function moveWithReason(
  target: Target,
  { commit, reason }: BranchMove,
  place: GitPlace,
): Promise<void> {
  const signed = await signedPlace(target, place);
  const kept = reason && (await keepReason(reason, await historySource(target, place), place));
  const request = { commit, branch: target.environment.branch, seen: target.tip };
  const result = await git(
    pushWithLease({ ...(await remoteOf(target, place)), ...request }),
    signed,
  );
  if (result.outcome === 'moved' || result.outcome === 'unchanged') return;
  const { account, environment } = target;
  const { repository } = namesOf(environment.application);
  const found = await branchTip(account, repository, environment.branch);
  // An answer that was lost is no refusal.
  if (found !== commit) await kept?.forget();
  throw await whyRefused(target, commit, found, result);
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

/** Why they cannot be listed is said only once the branch has moved, which it may do unseen where somebody insists. */
async function latestIds({ account, pipeline }: Target): Promise<Set<string> | GitenvError> {
  try {
    return new Set((await latestReleases(account, pipeline, 100)).map(({ id }) => id));
  } catch (error) {
    if (error instanceof GitenvError) return error;
    throw error;
  }
}

/**
 * A branch that is no longer where it was seen was moved by somebody else, whatever words the refusal has: between
 * git's look and its push, the server is the first to notice. Nothing of ours has happened.
 */
async function whyRefused(
  { environment, account, pipeline, tip }: Target,
  commit: string,
  found: string | undefined,
  result: PushResult,
): Promise<GitenvError> {
  if (found === tip || found === commit) return whyGitFailed(environment.name, result);
  const release = await findRelease(account, pipeline, found ?? '');
  const pushedBy = release && (await getRelease(account, pipeline, release.id)).pushedBy;
  return lostLease(environment.name, tip, {
    commit: found,
    subject: release?.subject ?? '',
    pushedBy,
  });
}

function whyGitFailed(name: string, result: PushResult): GitenvError {
  const reason = 'reason' in result ? asClause(result.reason) : '';
  if (result.outcome === 'ended') {
    const said = reason === '' ? '' : `: ${reason}`;
    return new GitenvError('GIT_FAILED', `git did not push to ${name}${said}`, {
      hint: "the repository's pre-push hook, or git's configuration, ended it",
    });
  }
  return new GitenvError('GIT_FAILED', `${name} refused the push: ${reason}`, {
    hint: `git fetch ${name}`,
  });
}
