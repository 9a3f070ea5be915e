import { awsTime } from '../../aws/account/clock';
import { closeDeploy, openDeploy } from '../../aws/pipeline/pipeline-control';
import { getStages } from '../../aws/pipeline/pipeline-state';
import { createTransition, deleteTransition } from '../../aws/scheduler/transition-schedule';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { nameOfCaller } from '../../release/caller';
import {
  type Closed,
  closedFor,
  describeClosed,
  describeLock,
  punctualMs,
} from '../../release/lock/closed';
import { type Lock, type LockToCome, lockText, parseLock } from '../../release/lock/lock';
import { type AskedWindow, lockWindow } from '../../release/lock/window';
import type { OpenEnvironment } from '../open-environment';
import { Pause } from '../pause';
import { closedWords } from './look';
import { permitted } from './refused';
import {
  beginningOf,
  endAt,
  endOf,
  keepSchedule,
  type LockPlace,
  type LockSchedules,
  lockPlace,
  lockToCome,
  readSchedules,
} from './schedules';

/** So long before its time an end is not moved any more. */
const dueMs = 10_000;

/** A lock as a person asks for it. */
export interface LockRequest {
  readonly reason: string;
  readonly window: AskedWindow;
  /** In place of a lock that stands or is to come, or of a way that somebody closed without gitenv. */
  readonly replace: boolean;
}

/** How an environment is before it is locked. */
interface Before extends LockSchedules {
  readonly closed: Closed | undefined;
  readonly toCome: LockToCome | undefined;
}

/**
 * Locks now, or for a time to come. The end is written before the beginning, and the beginning before anything is
 * closed: wherever this is cut off, the account ends by itself what it has begun.
 * @throws GitenvError USAGE; LOCKED if there is a lock that is not to be replaced; what `permitted` says
 */
export async function setLock(
  open: OpenEnvironment,
  request: LockRequest,
): Promise<Lock | LockToCome> {
  const place = await lockPlace(open);
  const now = await awsTime(open.account);
  const lock = lockFor(request, place, now);
  return permitted(place, async () => {
    const before = await lookPastDue(open, now);
    if (!request.replace) refuseSecond(open, before);
    if (before.begins) await deleteTransition(open.account, namesOf(open.application).lockBegins);
    await writeEnd(place, before, lock);
    if ('from' in lock) await beginLater(place, before, lock);
    else await beginNow(place, before, lock);
    return lock;
  });
}

/** As it is read back from the account. */
function lockFor(
  { reason, window }: LockRequest,
  { caller }: LockPlace,
  now: Date,
): Lock | LockToCome {
  const { from, until } = lockWindow(window, now);
  const lock = { by: nameOfCaller(caller), until, reason };
  const kept = parseLock(lockText(lock)) ?? lock;
  return from === undefined ? kept : { ...kept, from };
}

/**
 * The end of a lock that was just lifted, or whose time is over, may be on its way already, and would open what is closed
 * now. It is waited for.
 */
async function lookPastDue(open: OpenEnvironment, now: Date): Promise<Before> {
  const pause = new Pause();
  for (const began = Date.now(); ; ) {
    const passed = Date.now() - began;
    const before = await lookBefore(open, now);
    const wait = (before.ends?.at.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime() - passed;
    if (wait > dueMs || wait < -punctualMs) return before;
    await pause.wait();
  }
}

async function lookBefore(open: OpenEnvironment, now: Date): Promise<Before> {
  const [found, schedules] = await Promise.all([
    getStages(open.account, open.pipeline),
    readSchedules(open),
  ]);
  const closed = closedFor(closedWords(found), now);
  return { ...schedules, closed, toCome: lockToCome(schedules) };
}

/** @throws GitenvError LOCKED with whose lock there is, and its end */
function refuseSecond(
  { environment: { name } }: OpenEnvironment,
  { closed, toCome }: Before,
): void {
  const standing = closed ? `is ${describeClosed(closed)}` : toCome && describeLock(toCome);
  if (standing !== undefined) throw standsAlready(name, standing);
}

function standsAlready(environment: string, standing: string): GitenvError {
  return new GitenvError('LOCKED', `${environment} ${standing}`, {
    changed: 'nothing',
    advice: 'Unlock it first, or add --replace to put the new lock in its place.',
    hint: `gitenv unlock ${environment}`,
  });
}

/** An end that is there already is of the lock that is replaced, or of one that was cut off or has just been lifted. */
async function writeEnd(place: LockPlace, before: Before, lock: Lock): Promise<void> {
  if (before.ends) return keepSchedule(place, endOf(place, lock));
  if (await createTransition(place.open.account, endOf(place, lock))) return;
  throw await lostTo(place);
}

/** Somebody has locked between our look and our lock. */
async function lostTo({ open }: LockPlace): Promise<GitenvError> {
  const { ends } = await readSchedules(open);
  const other = parseLock(ends?.description ?? '');
  const standing = other ? describeLock(other) : 'is being locked by somebody else';
  return standsAlready(open.environment.name, standing);
}

async function beginLater(place: LockPlace, { closed }: Before, lock: LockToCome): Promise<void> {
  const { account, pipeline } = place.open;
  if (!(await createTransition(account, beginningOf(place, lock)))) throw await lostTo(place);
  await keepEnd(place, lock);
  if (closed) await openDeploy(account, pipeline);
}

/**
 * A lock that is to come is written in two steps, too, and somebody who unlocks between them takes its end away.
 * @throws GitenvError LOCKED if somebody else's lock has come between them, with the beginning gone again
 */
async function keepEnd(place: LockPlace, lock: LockToCome): Promise<void> {
  const { account, application } = place.open;
  const { ends } = await readSchedules(place.open);
  const kept = ends?.description;
  if (kept === lockText(lock)) return;
  if (kept === undefined || !parseLock(kept)) return keepSchedule(place, endOf(place, lock));
  await deleteTransition(account, namesOf(application).lockBegins);
  throw await lostTo(place);
}

async function beginNow(place: LockPlace, before: Before, lock: Lock): Promise<void> {
  const { account, pipeline } = place.open;
  try {
    await closeDeploy(account, pipeline, lockText(lock));
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED')
      await putBackEnd(place, before);
    throw error;
  }
  await yieldIfLost(place, lock);
}

/** Nothing is locked, or the lock that stands keeps the end that it had. */
async function putBackEnd(place: LockPlace, { ends }: Before): Promise<void> {
  const { account, application } = place.open;
  if (ends) await keepSchedule(place, endAt(place, ends.at, ends.description));
  else await deleteTransition(account, namesOf(application).lockEnds);
}

/**
 * A machine that slept between the steps may close after the end has opened, and no schedule can be made for a time that
 * has passed.
 * @throws GitenvError LOST_LEASE, with Deploy open again
 */
async function refuseOver({ open }: LockPlace, { until }: Lock): Promise<void> {
  const { account, pipeline, environment } = open;
  if (until.getTime() - (await awsTime(account)).getTime() > dueMs) return;
  await openDeploy(account, pipeline);
  throw new GitenvError(
    'LOST_LEASE',
    `The time of the lock was over before ${environment.name} was closed; nothing is locked`,
    { hint: `gitenv lock ${environment.name} --reason '…' --for 1h` },
  );
}

/**
 * Two people may come between the steps of each other. The lock is his whose end it has; the other one gives it back
 * its words. An end that somebody has moved to unlock is put back: this lock came after.
 * @throws GitenvError LOCKED if it is somebody else's
 */
async function yieldIfLost(place: LockPlace, lock: Lock): Promise<void> {
  const { account, pipeline } = place.open;
  const { ends } = await readSchedules(place.open);
  const kept = ends?.description;
  if (kept === lockText(lock)) return;
  const other = parseLock(kept ?? '');
  if (kept === undefined || !other) {
    await refuseOver(place, lock);
    return keepSchedule(place, endOf(place, lock));
  }
  await closeDeploy(account, pipeline, kept);
  throw standsAlready(place.open.environment.name, describeLock(other));
}
