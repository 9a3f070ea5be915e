import {
  createTransition,
  type KeptSchedule,
  readTransition,
  type TransitionSchedule,
  updateTransition,
} from '../../aws/scheduler/transition-schedule';
import { namesOf, stages } from '../../contract';
import { GitenvError } from '../../errors';
import { type Lock, type LockToCome, lockText, parseLock } from '../../release/lock/lock';
import { type InstalledAt, lockRoleArn } from '../../release/lock/policy';
import type { OpenEnvironment } from '../open-environment';

/** An environment, and what the ARNs of its schedules and of their role consist of. */
export interface LockPlace {
  readonly open: OpenEnvironment;
  readonly at: InstalledAt;
  /** ARN of who asks. */
  readonly caller: string;
}

/** The two schedules by which a lock begins and ends in the account. There is at most one each. */
export interface LockSchedules {
  readonly begins: KeptSchedule | undefined;
  /** Whose text it has, the lock is his. */
  readonly ends: KeptSchedule | undefined;
}

/** @throws GitenvError WRONG_ACCOUNT */
export async function lockPlace(open: OpenEnvironment): Promise<LockPlace> {
  const { account, arn: caller } = await open.account.verify();
  const partition = caller.split(':')[1] ?? 'aws';
  const { application } = open;
  const at = { partition, account, region: open.environment.region, application };
  return { open, at, caller };
}

export async function readSchedules({
  account,
  application,
}: Pick<OpenEnvironment, 'account' | 'application'>): Promise<LockSchedules> {
  const { lockBegins, lockEnds } = namesOf(application);
  const [begins, ends] = await Promise.all(
    [lockBegins, lockEnds].map((name) => readTransition(account, name)),
  );
  return { begins, ends };
}

/** The same for whoever needs no right to look: `not told` without it. */
export async function schedulesIfTold(
  of: Pick<OpenEnvironment, 'account' | 'application'>,
): Promise<LockSchedules | 'not told'> {
  try {
    return await readSchedules(of);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return 'not told';
    throw error;
  }
}

/** The lock that is to come, for who only looks. That the right to look is missing keeps nobody from the rest. */
export async function lockToComeIfTold(open: OpenEnvironment): Promise<LockToCome | undefined> {
  const { account, application } = open;
  try {
    return lockToCome({ begins: await readTransition(account, namesOf(application).lockBegins) });
  } catch (error) {
    if (error instanceof GitenvError) return undefined;
    throw error;
  }
}

/** The lock that a beginning is of; undefined if there is none, or somebody made it without gitenv. */
export function lockToCome({ begins }: Pick<LockSchedules, 'begins'>): LockToCome | undefined {
  const lock = begins && parseLock(begins.reason ?? '');
  return lock && { ...lock, from: begins.at };
}

/** Closes Deploy when the time has come. What came after the end would have none, so it is given up before that. */
export function beginningOf({ open, at }: LockPlace, lock: LockToCome): TransitionSchedule {
  const seconds = (lock.until.getTime() - lock.from.getTime()) / 1000;
  return {
    ...transition(open, at),
    name: namesOf(open.application).lockBegins,
    at: lock.from,
    description: lockText(lock),
    reason: lockText(lock),
    triedFor: Math.min(day, Math.max(60, seconds - 60)),
  };
}

export function endOf(place: LockPlace, lock: Lock): TransitionSchedule {
  return endAt(place, lock.until, lockText(lock));
}

/** Opens Deploy. @param description whose lock it ends */
export function endAt(
  { open, at }: LockPlace,
  time: Date,
  description: string,
): TransitionSchedule {
  return {
    ...transition(open, at),
    name: namesOf(open.application).lockEnds,
    at: time,
    description,
    reason: undefined,
    triedFor: day,
  };
}

const day = 24 * 60 * 60;

function transition({ pipeline }: OpenEnvironment, at: InstalledAt) {
  return { pipeline, stage: stages.deploy, role: lockRoleArn(at) };
}

/** Moves a schedule, or makes it if there is none any more. */
export async function keepSchedule(
  { open: { account } }: LockPlace,
  schedule: TransitionSchedule,
): Promise<void> {
  if (await updateTransition(account, schedule)) return;
  if (!(await createTransition(account, schedule))) await updateTransition(account, schedule);
}
