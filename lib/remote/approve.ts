import { getRelease } from '../aws/pipeline';
import { answerApproval } from '../aws/pipeline-control';
import { getStages, type PendingApproval } from '../aws/pipeline-state';
import type { Environment } from '../environment';
import { GitenvError } from '../errors';
import type { GitPlace } from '../git/run';
import { nameOfCaller } from '../release/guard';
import type { ReleaseFacts } from '../release/release';
import { compare, type Difference } from './diff';
import { titleOf } from './in-flight';
import { type Gate, openGate } from './lock';
import { commitAmong, runningIn } from './releases';
import { openTarget } from './target';

/** An approval that waits for an answer, and what it is about. */
export interface Waiting extends Gate {
  readonly approval: PendingApproval;
  readonly release: ReleaseFacts;
  /** Who asks now. */
  readonly caller: string;
  /** True where the caller is who pushed the release. */
  readonly isOwn: boolean;
}

/**
 * The approval of exactly this commit. A newer release that waits is never meant by the name of an older one.
 * @throws GitenvError NOTHING_WAITS; NOT_THE_ONE naming the commit that does wait
 */
export async function findWaiting(
  environment: Environment,
  spec: string,
  place: GitPlace,
): Promise<Waiting> {
  const gate = await openGate(environment);
  const { account, pipeline } = gate;
  const [stage, { arn: caller }] = await Promise.all([
    getStages(account, pipeline).then((stages) => stages.find(({ approval }) => approval)),
    account.verify(),
  ]);
  if (!stage?.approval || !stage.latest) {
    throw new GitenvError('NOTHING_WAITS', `Nothing waits for approval in ${environment.name}.`, {
      hint: `gitenv status`,
    });
  }
  const release = await getRelease(account, pipeline, stage.latest.releaseId);
  const timeless = { ...release, startedAt: new Date(0), updatedAt: new Date(0) };
  const commit = await commitAmong([timeless], spec, place);
  if (commit !== release.commit) {
    throw new GitenvError(
      'NOT_THE_ONE',
      `What waits for approval in ${environment.name} is ${titleOf(release)}, not ${commit.slice(0, 8)}; nothing was approved or rejected.`,
      { hint: `gitenv diff ${environment.name} ${release.commit?.slice(0, 8) ?? ''}` },
    );
  }
  return { ...gate, approval: stage.approval, release, caller, isOwn: release.pushedBy === caller };
}

/** What approving would bring. */
export async function differenceOfWaiting(
  environment: Environment,
  { release }: Waiting,
  place: GitPlace,
): Promise<Difference> {
  const target = await openTarget(environment);
  const running = await runningIn(target);
  return compare(target, running?.commit, release.commit ?? '', undefined, place);
}

/** @throws GitenvError SEPARATE_APPROVER where the environment wants another person than who pushed */
export function refuseOwnApproval(
  { separateApprover, name }: Environment,
  { isOwn, caller }: Waiting,
): void {
  if (!separateApprover || !isOwn) return;
  throw new GitenvError(
    'SEPARATE_APPROVER',
    `${nameOfCaller(caller)} pushed this release, and ${name} wants another person to approve it.`,
    { hint: `ask somebody else to run gitenv approve ${name}` },
  );
}

/** @throws GitenvError NOTHING_WAITS where somebody was faster, or the release has ended meanwhile */
export async function answer(
  { environment, account, pipeline, approval, release, caller }: Waiting,
  verdict: 'Approved' | 'Rejected',
  comment: string,
): Promise<void> {
  const summary = `${comment} (${verdict.toLowerCase()} by ${nameOfCaller(caller)})`.trim();
  if (await answerApproval(account, pipeline, approval, verdict, summary)) return;
  throw new GitenvError(
    'NOTHING_WAITS',
    `${titleOf(release)} does not wait for approval in ${environment} any more.`,
    { hint: `gitenv history ${environment}` },
  );
}
