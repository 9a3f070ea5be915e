import { retryStage } from '../../aws/pipeline/pipeline-control';
import { GitenvError } from '../../errors';
import { followRelease } from '../../follow/follow';
import type { Progress } from '../../release/following/progress';
import { lookAgain } from '../../target/evidence';
import { bringLost } from '../move/bundle';
import { follow, noteReleases, startedBy } from '../move/follow';
import { waitForLock } from '../move/lock';
import { type Deployed, type Found, type Move, type MoveStep, together } from '../move/move';
import { moveBranch } from '../move/move-branch';
import { orForget, reasonFor } from '../move/reason';
import { startPipeline, verifyCaller, withdrawIfMoved } from '../move/start';
import { bringSubmodulesIfPossible } from '../move/submodules';
import { nowPushing, nowStarting } from '../move/tell';
import { release, type Sequence } from '../move/ways';
import type { ReleaseOptions } from '../push';
import { Attendant } from './attendant';
import { clearTheWay } from './clear-the-way';
import type { PlannedRollback, RollbackPlan } from './plan';

/** How a planned rollback is done. */
export interface RollbackOptions extends Omit<ReleaseOptions, 'override'> {
  /** Works out the same wish anew. */
  planAgain(): Promise<PlannedRollback>;
}

/**
 * Does what was planned, if the branch still is where the plan saw it, with the images that the commit was deployed by.
 * Two people may overtake at the same time: whoever loses the lease joins the other, if that goes to the same commit.
 * @throws GitenvError what the steps say
 */
export async function rollBack(
  planned: PlannedRollback,
  { planAgain, ...options }: RollbackOptions,
  progress: Progress,
): Promise<Deployed> {
  const { plan } = planned;
  try {
    return await goBack(planned, options, progress);
  } catch (error) {
    const isLost = error instanceof GitenvError && error.code === 'LOST_LEASE';
    if (!isLost || !plan.override.guards.includes('now')) throw error;
    const { environment, to } = plan;
    const tell = (how: string) =>
      progress.say(`${environment}: somebody was faster, and ${how} back to the same commit`);
    const done = await doneMeanwhile(planned);
    if (done) {
      tell('went');
      return done;
    }
    const again = await planAgain();
    if (again.plan.to.commit !== to.commit) throw error;
    tell('goes');
    return goBack(again, options, progress);
  }
}

/** Undefined if what is wanted does not run yet, or not alone. */
async function doneMeanwhile({ open, plan }: PlannedRollback): Promise<Deployed | undefined> {
  const { commit } = plan.to;
  const { state } = await lookAgain(open);
  const release = state.isSettled ? state.running?.release : undefined;
  return release?.commit === commit
    ? { environment: open.environment.name, commit, release }
    : undefined;
}

function goBack(
  { plan, open, upstream, later, seen, own }: PlannedRollback,
  options: Omit<ReleaseOptions, 'override'>,
  progress: Progress,
): Promise<Deployed> {
  const { override, after, to } = plan;
  const { commit } = to;
  const from = { open, upstream, later, seen: { own: seen }, own };
  const known: Move = { ...options, ...from, commit, override, spelling: 'gitenv' };
  const isNow = override.guards.includes('now');
  const move = { ...known, follow: options.follow || isNow };
  const reason = reasonFor(move, after);
  return release(isNow ? overtaking(plan) : waiting(plan), move, progress, { reason });
}

/** Every rollback takes these steps. What is on its way before it goes first. */
function waiting(plan: RollbackPlan): Sequence {
  const brings = [together(noteReleases, bringLost), bringSubmodulesIfPossible];
  const common = { checks: [waitForLock], ends: [follow] };
  if (plan.way.kind === 'move')
    return { ...common, brings: [...brings, nowPushing], go: moveBranch };
  return { ...common, brings: [...brings, verifyCaller, nowStarting], go: tryAgain(plan) };
}

/** The same with nothing in the way. The branch moves first: whoever loses the lease has ended nothing. */
function overtaking(plan: RollbackPlan): Sequence {
  const { way } = plan;
  const ends = [clearTheWay, followThrough];
  if (way.kind !== 'join') return { ...waiting(plan), checks: [], ends };
  const go: MoveStep = async () => ({ releaseId: way.underWay.id });
  return { checks: [], brings: [], go, ends };
}

/** Tries the failed stage again, or starts the commit anew if there is no such stage. */
function tryAgain({ way, retries, environment }: RollbackPlan): MoveStep {
  return async (move, found, progress) => {
    const { account, pipeline } = move.open;
    const id = way.kind === 'again' ? way.failed?.id : undefined;
    if (id !== undefined && retries !== undefined) {
      const isOn = await orForget(found, () => retryStage(account, pipeline, retries, id));
      if (isOn) {
        progress.say(`${environment}: trying ${retries} of the failed rollback again`);
        await withdrawIfMoved(move, found, { releaseId: id, isRetry: true });
        return { releaseId: id };
      }
    }
    return startPipeline(move, found);
  };
}

/** Follows the release to its end, and helps it through what would hold it. */
async function followThrough(move: Move, found: Found, progress: Progress): Promise<Found> {
  const { open, commit } = move;
  const id = found.releaseId ?? (await startedBy(move, found, progress));
  const attendant = new Attendant(move, id, progress);
  const attend: Attendant['attend'] = (seen) => attendant.attend(seen);
  try {
    return { release: await followRelease(open, { id, commit, attend }, progress) };
  } finally {
    await attendant.close();
  }
}
