import { getRelease } from '../aws/pipeline/pipeline';
import { answerApproval } from '../aws/pipeline/pipeline-control';
import { getStages } from '../aws/pipeline/pipeline-state';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import type { GitPlace } from '../git/run';
import { differenceBetween, type ReleaseDifference } from '../inspect/diff';
import { isSamePerson, nameOfCaller } from '../release/caller';
import { isForeignStart } from '../release/pusher';
import type { Release, ReleaseFacts, ReleaseStatus } from '../release/release';
import type { PendingApproval } from '../release/state/stage';
import { putsBackWhatRan } from '../release/state/way-back';
import { verdictText } from '../release/verdict';
import { shortCommit, titleOf } from '../release/wording';
import { shellWord } from '../shell-word';
import { lookAt, wholeHistory } from '../target/evidence';
import { type OpenEnvironment, openVerified } from '../target/open-environment';
import { commitAmong } from '../target/released-commit';
import { Releases } from '../target/releases';

/** Further back nobody means a release that could wait. */
const searched = 100;

/** An approval that waits for an answer, and what it is about. */
export interface Waiting {
  readonly open: OpenEnvironment;
  readonly approval: PendingApproval;
  readonly release: ReleaseFacts;
  /** Who asks now. */
  readonly caller: string;
  /** True where the caller is who pushed the release. */
  readonly isOwn: boolean;
}

/**
 * The approval of exactly this commit. A newer release that waits is never meant by the name of an older one.
 * @param spec the commit; whichever waits without it
 * @throws GitenvError NOTHING_WAITS; NOT_THE_ONE naming the commit that does wait
 */
export async function findWaiting(
  environment: Environment,
  spec: string | undefined,
  place: GitPlace,
): Promise<Waiting> {
  const open = await openVerified(environment);
  const { account, pipeline } = open;
  const [stage, { arn: caller }] = await Promise.all([
    getStages(account, pipeline).then((stages) => stages.find(({ approval }) => approval)),
    account.verify(),
  ]);
  if (!stage?.approval || !stage.latest) {
    throw new GitenvError('NOTHING_WAITS', `Nothing waits for approval in ${environment.name}`, {
      hint: `gitenv status`,
    });
  }
  const [release, known] = await Promise.all([
    getRelease(account, pipeline, stage.latest.releaseId),
    new Releases(open).latest(searched),
  ]);
  const commit = spec === undefined ? release.commit : await commitAmong(known, spec, place);
  if (commit === undefined || commit !== release.commit)
    throw notTheOne(environment.name, release, commit ?? '', known);
  const { pushedBy } = release;
  const isOwn = pushedBy !== undefined && isSamePerson(pushedBy, caller);
  return { open, approval: stage.approval, release, caller, isOwn };
}

function notTheOne(
  environment: string,
  waiting: ReleaseFacts,
  commit: string,
  known: readonly Release[],
): GitenvError {
  const named = known.find((it) => it.commit === commit);
  const became = named === undefined ? '' : `, which ${becameOf[named.status]}`;
  return new GitenvError(
    'NOT_THE_ONE',
    `What waits for approval in ${environment} is ${titleOf(waiting)}, not ${shortCommit(commit)}${became}; nothing was approved or rejected`,
    { hint: `gitenv diff ${environment} ${shortCommit(waiting.commit)}` },
  );
}

const becameOf: Readonly<Record<ReleaseStatus, string>> = {
  InProgress: 'is on its way to there',
  Stopping: 'is being stopped',
  Stopped: 'was stopped',
  Succeeded: 'is released',
  Superseded: 'was overtaken by a newer release',
  Cancelled: 'was cancelled, because the pipeline was changed',
  Failed: 'has failed',
};

/** Nobody has seen what waits where nobody is asked: a script has to say which commit it means. */
export function needsCommit(
  { open, release }: Waiting,
  answer: 'Approved' | 'Rejected',
  comment: string | undefined,
): GitenvError {
  const { name } = open.environment;
  const verb = answer === 'Approved' ? 'approve' : 'reject';
  return new GitenvError(
    'USAGE',
    `--yes needs the commit that it means; ${titleOf(release)} waits in ${name}`,
    {
      changed: 'nothing',
      hint: `gitenv ${verb} ${name} ${shortCommit(release.commit)}${comment === undefined ? '' : ` -m ${shellWord(comment)}`} --yes`,
    },
  );
}

/** What approving would bring. */
export async function differenceOfWaiting(
  { open, release }: Waiting,
  place: GitPlace,
): Promise<ReleaseDifference> {
  const { state } = await lookAt(open);
  return differenceBetween(open, state, release.commit ?? '', undefined, place);
}

/**
 * A release that puts back what ran before needs nobody else, unless "approveRollbacks" says so.
 * @throws GitenvError SEPARATE_APPROVER where the environment wants another person than who pushed
 */
export async function refuseOwnApproval({ open, isOwn, caller, release }: Waiting): Promise<void> {
  const { separateApprover, approveRollbacks, name, application, region } = open.environment;
  if (!separateApprover) return;
  if (isForeignStart(release, { application, region }))
    throw new GitenvError(
      'SEPARATE_APPROVER',
      `The rule ${release.triggerDetail} started this release, and AWS does not say who made it so; ${name} wants another person than that one to approve it`,
      { hint: `gitenv reject ${name} ${shortCommit(release.commit)}` },
    );
  if (!isOwn) return;
  if (!approveRollbacks) {
    const { releases, actions } = (await lookAt(open, { most: wholeHistory })).evidence;
    if (putsBackWhatRan(release, releases, actions)) return;
  }
  throw new GitenvError(
    'SEPARATE_APPROVER',
    `${nameOfCaller(caller)} pushed this release, and ${name} wants another person to approve it`,
    {
      advice: 'Ask somebody else to approve it.',
      hint: `gitenv approve ${name} ${shortCommit(release.commit)}`,
    },
  );
}

/** @throws GitenvError NOTHING_WAITS where somebody was faster, or the release has ended meanwhile */
export async function answer(
  { open, approval, release, caller }: Waiting,
  verdict: 'Approved' | 'Rejected',
  comment: string,
): Promise<void> {
  const { account, pipeline } = open;
  const { name } = open.environment;
  const summary = verdictText({ answer: verdict, by: caller, comment });
  if (await answerApproval(account, pipeline, approval, verdict, summary)) return;
  throw new GitenvError(
    'NOTHING_WAITS',
    `${titleOf(release)} does not wait for approval in ${name} any more`,
    { hint: `gitenv history ${name}` },
  );
}
