import { branchTip } from '../../aws/codecommit/repository';
import { getRelease, startRelease } from '../../aws/pipeline/pipeline';
import { endRelease } from '../../follow/end-release';
import { movedMeanwhile } from '../../release/guards/lost-lease';
import { isOver } from '../../release/release';
import { retryWithdrawn, withdrawn } from '../../release/stop';
import { Releases } from '../../target/releases';
import type { Found, Move } from './move';
import { orForget } from './reason';

/** So many releases may begin while one is started. */
const searched = 100;

/** Who starts a release is kept with it, so that has to be known before. */
export async function verifyCaller({ open }: Move): Promise<undefined> {
  await open.account.verify();
}

/**
 * Starts the pipeline on a commit that the branch is at already.
 * @throws GitenvError what `withdrawIfMoved` says
 */
export async function startPipeline(move: Move, found: Found): Promise<Found | undefined> {
  const { open, commit } = move;
  const { account, pipeline } = open;
  const { arn } = await account.verify();
  const releaseId = await orForget(found, () => startRelease(account, pipeline, commit, arn));
  await withdrawIfMoved(move, found, { releaseId, isRetry: false });
  return { releaseId };
}

/**
 * Looks at the branch again after a start by hand, on which git holds no lease. If somebody has moved it meanwhile, what
 * was started is ended, so that it does not take the place of what the branch names.
 * @throws GitenvError LOST_LEASE saying who came first
 */
export async function withdrawIfMoved(
  { open, commit }: Pick<Move, 'open' | 'commit'>,
  { kept }: Pick<Found, 'kept'>,
  { releaseId, isRetry }: { readonly releaseId: string; readonly isRetry: boolean },
): Promise<void> {
  const { account, pipeline, repository, environment } = open;
  const tip = await branchTip(account, repository, environment.branch);
  if (tip === commit) return;
  const reason = isRetry ? retryWithdrawn : withdrawn;
  await endRelease(open, releaseId, { reason, say: () => undefined });
  await kept?.forget();
  const release = await new Releases(open).find((it) => it.commit === tip, searched);
  const pushedBy = release && (await getRelease(account, pipeline, release.id)).pushedBy;
  const intruder = { commit: tip, subject: release?.subject ?? '', pushedBy };
  // What was started may have overtaken the release of what the branch names.
  const cameToNothing = release && isOver(release.status) && release.status !== 'Succeeded';
  throw movedMeanwhile(environment.name, commit, intruder, !cameToNothing);
}
