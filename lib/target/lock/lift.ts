import { awsTime } from '../../aws/account/clock';
import { openDeploy } from '../../aws/pipeline/pipeline-control';
import { getStages } from '../../aws/pipeline/pipeline-state';
import { deleteTransition, updateTransition } from '../../aws/scheduler/transition-schedule';
import { namesOf } from '../../contract';
import { type Closed, closedFor } from '../../release/lock/closed';
import type { LockToCome } from '../../release/lock/lock';
import type { OpenEnvironment } from '../open-environment';
import { closedWords } from './look';
import { permitted } from './refused';
import { endAt, type LockPlace, lockPlace, lockToCome, readSchedules } from './schedules';

/** What there was of a lock. */
export interface Lifted {
  /** What kept releases out; undefined if nothing did. */
  readonly opened: Closed | undefined;
  /** The lock that does not come any more. */
  readonly cancelled: LockToCome | undefined;
}

/**
 * Opens Deploy, whoever closed it, and takes back a lock to come. Before it opens, the end is moved to the next minutes
 * in place of being deleted: cut off in between, the account opens Deploy all the same, and the end of a lock that
 * somebody else makes meanwhile is never deleted with it. The schedule deletes itself.
 * @throws GitenvError what `permitted` says
 */
export async function liftLock(open: OpenEnvironment): Promise<Lifted> {
  const place = await lockPlace(open);
  return permitted(place, async () => {
    const { account, application, pipeline } = open;
    const [now, found, schedules] = await Promise.all([
      awsTime(account),
      getStages(account, pipeline),
      readSchedules(open),
    ]);
    const opened = closedFor(closedWords(found), now);
    if (schedules.begins) await deleteTransition(account, namesOf(application).lockBegins);
    if (schedules.ends) await endSoon(place, now);
    if (opened) await openDeploy(account, pipeline);
    return { opened, cancelled: lockToCome(schedules) };
  });
}

/** At the second minute from now, since a time that has passed when it arrives would be refused. */
async function endSoon(place: LockPlace, now: Date): Promise<void> {
  const soon = new Date((Math.floor(now.getTime() / 60_000) + 2) * 60_000);
  await updateTransition(place.open.account, endAt(place, soon, 'unlocked'));
}
