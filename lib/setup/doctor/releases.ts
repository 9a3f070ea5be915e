import { obstacleOf } from '../../release/following/follow-end';
import type { PendingApproval } from '../../release/state/stage';
import type { EnvironmentState } from '../../release/state/state';
import { wayOn } from '../../release/state/way-on';
import { describeRuns } from '../../release/state/words';
import { shortCommit } from '../../release/wording';
import type { SeenEnvironment } from '../../target/evidence';
import { type Finding, ok, problem, warning } from './basis/finding';

const stuckAfterMs = 24 * 3_600_000;

/** Whether what should run is what runs, and if not, what brings it. */
export function checkReleases(
  { state, evidence }: SeenEnvironment,
  name: string,
  now: Date,
): Finding {
  const approval = state.onItsWay.find((it) => it.approval)?.approval;
  if (approval) return awaited(approval, name, now);
  const [newest] = state.onItsWay;
  if (newest) {
    const where = newest.stage === undefined ? '' : `, in ${newest.stage}`;
    return ok('releases', name, `${shortCommit(newest.release.commit)} is on its way${where}`);
  }
  const fix = wayOn(name, state, evidence);
  if (fix !== undefined) {
    const { wanted, failed } = state;
    const message = `${shortCommit(wanted)} should run, but ${name} ${describeRuns(state)}${endOf(failed)}`;
    const obstacle = failed && obstacleOf(evidence.actions.get(failed.id) ?? []);
    if (obstacle) return problem('releases', name, `${message}. ${obstacle.what}`, obstacle.ask);
    return (isUnsafe(state) ? problem : warning)('releases', name, message, fix);
  }
  return ok('releases', name, describeRuns(state));
}

function awaited({ stage, since }: PendingApproval, name: string, now: Date): Finding {
  const waits = since ? now.getTime() - since.getTime() : 0;
  const message = `a release waits for approval in ${stage}`;
  const fix = `gitenv status, then approve or reject it`;
  return waits > stuckAfterMs
    ? problem('releases', name, `${message}, for more than a day`, fix)
    : warning('releases', name, message, fix);
}

/** What runs is not whole, or is what somebody has gone back from. */
function isUnsafe({ partial, running, held }: EnvironmentState): boolean {
  const commit = running?.release.commit;
  return partial !== undefined || (commit !== undefined && held.has(commit));
}

function endOf(failed: EnvironmentState['failed']): string {
  if (!failed) return '';
  const how = { Failed: 'failed', Stopped: 'was stopped', Cancelled: 'was cancelled' };
  const status = failed.status as keyof typeof how;
  return `: the release of ${shortCommit(failed.commit)} ${how[status] ?? 'has ended'}`;
}
