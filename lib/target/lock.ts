import { closeDeploy, openDeploy } from '../aws/pipeline/pipeline-control';
import { getStages, type StageState } from '../aws/pipeline/pipeline-state';
import { stages } from '../contract';
import { GitenvError } from '../errors';
import { nameOfCaller } from '../release/caller';
import type { Progress } from '../release/following/progress';
import { type Closed, closedFor, type Lock, locked, lockText, parseLock } from '../release/lock';
import type { OpenEnvironment } from './open-environment';
import { Pause, patiently } from './pause';

/**
 * What keeps releases out of Deploy now: a lock, or the words of somebody who closed it without gitenv. An expired
 * lock is taken away and is none.
 */
export async function lockNow(open: OpenEnvironment, now: Date): Promise<Closed | undefined> {
  return lockAmong(await getStages(open.account, open.pipeline), open, now);
}

/** The same where the stages were asked for before. */
export async function lockAmong(
  found: readonly StageState[],
  { account, pipeline }: OpenEnvironment,
  now: Date,
): Promise<Closed | undefined> {
  const closed = closedBy(found, now);
  if (!closed && found.some(isClosed)) await openDeploy(account, pipeline);
  return closed;
}

/** The same as seen, with nothing changed. */
export function closedBy(found: readonly StageState[], now: Date): Closed | undefined {
  return closedFor(found.find(isClosed)?.closedBecause, now);
}

function isClosed({ name, closedBecause }: StageState): boolean {
  return name === stages.deploy && closedBecause !== undefined;
}

/**
 * Locks, or changes one's own lock.
 * @throws GitenvError LOCKED where somebody else did
 */
export async function lockEnvironment(
  open: OpenEnvironment,
  { reason, forMs }: { reason: string; forMs: number },
  now: Date,
): Promise<Lock> {
  const { account, pipeline } = open;
  const { arn } = await account.verify();
  const lock = { by: nameOfCaller(arn), until: new Date(now.getTime() + forMs), reason };
  const closed = await lockNow(open, now);
  if (closed && !isOwn(closed, lock)) throw locked(open.environment.name, closed);
  const text = lockText(lock);
  await closeDeploy(account, pipeline, text);
  return parseLock(text) ?? lock;
}

function isOwn(closed: Closed, lock: Lock): boolean {
  return 'by' in closed && closed.by === parseLock(lockText(lock))?.by;
}

/** @returns what was taken away; undefined where nothing was locked */
export async function unlockEnvironment(
  open: OpenEnvironment,
  now: Date,
): Promise<Closed | undefined> {
  const closed = await lockNow(open, now);
  if (closed) await openDeploy(open.account, open.pipeline);
  return closed;
}

/**
 * Lets a release pass, or says who keeps it out.
 * @param wait stay until the lock is taken away or expires
 * @throws GitenvError LOCKED
 */
export async function passLock(
  open: OpenEnvironment,
  wait: boolean,
  progress: Progress,
): Promise<void> {
  const pause = new Pause();
  for (let told = ''; ; ) {
    const look = () => lockNow(open, new Date());
    const closed = await (told === '' ? look() : patiently(look, pause));
    if (!closed) return;
    const refusal = locked(open.environment.name, closed);
    if (!wait) throw refusal;
    if (told !== refusal.message) progress.say(`${refusal.message} Waiting for that to end.`);
    told = refusal.message;
    await pause.wait();
  }
}

/** The same where AWS may not say whether there is a lock, which then holds by itself. */
export async function passSeenLock(
  open: OpenEnvironment,
  wait: boolean,
  progress: Progress,
): Promise<void> {
  try {
    await passLock(open, wait, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || error.code === 'LOCKED') throw error;
  }
}
