import { branchTip } from '../../aws/codecommit/repository';
import { getRelease } from '../../aws/pipeline/pipeline';
import { asClause, GitenvError } from '../../errors';
import { isAncestor } from '../../git/history';
import { type PushResult, pushWithLease } from '../../git/push';
import { commitAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import { lostLease } from '../../release/guards/lost-lease';
import type { Release } from '../../release/release';
import { orShallow } from '../../target/full-history';
import { remoteOf, signedPlace } from '../../target/git-place';
import type { OpenEnvironment } from '../../target/open-environment';
import { Releases } from '../../target/releases';
import type { Found, Move } from './move';

/** So far back the release is looked for that somebody else began meanwhile. */
const searched = 100;

/**
 * Moves the branch to the commit, if it still is where it was seen. Somebody who was faster may have moved it to the same
 * commit: what they wanted is what was wanted here.
 * @returns the release that somebody else's move has started
 * @throws GitenvError LOST_LEASE saying who came first, with another commit; GIT_FAILED
 */
export async function moveBranch(
  { open, commit, place }: Move,
  { kept }: Found,
): Promise<Found | undefined> {
  const { branch } = open.environment;
  const request = { commit, branch, seen: await open.tip() };
  const result = await git(
    pushWithLease({ ...(await remoteOf(open, place)), ...request }),
    await signedPlace(open, place),
  );
  if (result.outcome === 'moved') return undefined;
  if (result.outcome === 'unchanged')
    return (await open.tip()) === commit ? undefined : begunElsewhere(open, commit);
  const found = await branchTip(open.account, open.repository, branch);
  if (found !== commit || isRefusal(result)) await kept?.forget();
  if (found === commit && isRefusal(result) && (await open.tip()) !== commit)
    return begunElsewhere(open, commit);
  throw await whyRefused({ open, commit, place }, found, result);
}

/** Undefined if it has not begun yet: it is waited for then as one's own. */
async function begunElsewhere(open: OpenEnvironment, commit: string): Promise<Found | undefined> {
  const [newest] = await new Releases(open).latest(1);
  return newest?.commit === commit ? { releaseId: newest.id } : undefined;
}

/**
 * A branch that is no longer where it was seen was moved by somebody else, whatever words the refusal has: between
 * git's look and its push, the server is the first to notice. Nothing of ours has happened.
 */
async function whyRefused(
  { open, commit, place }: Pick<Move, 'open' | 'commit' | 'place'>,
  found: string | undefined,
  result: PushResult,
): Promise<GitenvError> {
  const { account, pipeline, environment } = open;
  const tip = await open.tip();
  // An answer that was lost is no refusal: what is there may be ours.
  if (found === tip || (found === commit && !isRefusal(result))) {
    const failed = whyGitFailed(environment.name, result, found === commit);
    return result.outcome === 'refused' ? orShallow(failed, environment.name, place) : failed;
  }
  const isIt = (it: Release) => found !== undefined && it.commit === found;
  const release = await new Releases(open).find(isIt, searched);
  const pushedBy = release && (await getRelease(account, pipeline, release.id)).pushedBy;
  const intruder = { commit: found, subject: release?.subject ?? '', pushedBy };
  return lostLease(environment, tip, intruder, await isNewHere({ open, commit, place }));
}

/** Whether it is what is checked out, and has all that the branch had. */
async function isNewHere({
  open,
  commit,
  place,
}: Pick<Move, 'open' | 'commit' | 'place'>): Promise<boolean> {
  const tip = await open.tip();
  if ((await git(commitAt('HEAD'), place)) !== commit) return false;
  return tip === undefined || git(isAncestor(tip, commit), place);
}

/** Whether the repository itself has said no. */
function isRefusal({ outcome }: PushResult): boolean {
  return outcome === 'refused' || outcome === 'stale';
}

/** @param hasMoved whether the branch is at the commit by now */
function whyGitFailed(name: string, result: PushResult, hasMoved: boolean): GitenvError {
  const reason = 'reason' in result ? asClause(result.reason) : '';
  if (result.outcome === 'unanswered') {
    const said = reason === '' ? '' : `: ${reason}`;
    return new GitenvError(
      'UNREACHABLE',
      `The connection to ${name} broke during the push${said}`,
      {
        advice: hasMoved
          ? 'The push arrived all the same, and its release goes on.'
          : 'Once the network is back, run the same command again.',
        hint: hasMoved ? `gitenv watch ${name}` : 'gitenv status',
        ...(!hasMoved && { changed: 'nothing' }),
      },
    );
  }
  if (result.outcome === 'ended') {
    const said = reason === '' ? '' : `: ${reason}`;
    return new GitenvError('GIT_FAILED', `git did not push to ${name}${said}`, {
      advice: "The repository's pre-push hook, or git's configuration, ended it.",
    });
  }
  return new GitenvError('GIT_FAILED', `${name} refused the push: ${reason}`, {
    hint: `git fetch ${name}`,
  });
}
