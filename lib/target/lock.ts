import { type Account, openAccount } from '../aws/account/account';
import { closeDeploy, openDeploy } from '../aws/pipeline/pipeline-control';
import { getStages, type StageState } from '../aws/pipeline/pipeline-state';
import type { Environment } from '../config/environment';
import { namesOf, stages } from '../contract';
import { GitenvError } from '../errors';
import { nameOfCaller } from '../release/caller';
import type { Progress } from '../release/following/progress';
import { type Closed, closedFor, type Lock, locked, lockText, parseLock } from '../release/lock';
import { Pause, patiently } from './pause';

/** A pipeline whose way into Deploy can be closed and opened. */
export interface Gate {
  readonly environment: string;
  readonly account: Account;
  readonly pipeline: string;
}

export async function openGate(environment: Environment): Promise<Gate> {
  const { name, profile, region, application } = environment;
  const account = await openAccount({
    profile,
    region,
    account: environment.account,
    environment: name,
  });
  await account.verify();
  return { environment: name, account, pipeline: namesOf(application).pipeline };
}

/**
 * What keeps releases out of Deploy now: a lock, or the words of somebody who closed it without gitenv. An expired
 * lock is taken away and is none.
 */
export async function standingLock(
  { account, pipeline }: Gate,
  now: Date,
): Promise<Closed | undefined> {
  const found = await getStages(account, pipeline);
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
  gate: Gate,
  { reason, forMs }: { reason: string; forMs: number },
  now: Date,
): Promise<Lock> {
  const { account, pipeline } = gate;
  const { arn } = await account.verify();
  const lock = { by: nameOfCaller(arn), until: new Date(now.getTime() + forMs), reason };
  const standing = await standingLock(gate, now);
  if (standing && !isOwn(standing, lock)) throw locked(gate.environment, standing);
  const text = lockText(lock);
  await closeDeploy(account, pipeline, text);
  return parseLock(text) ?? lock;
}

function isOwn(standing: Closed, lock: Lock): boolean {
  return 'by' in standing && standing.by === parseLock(lockText(lock))?.by;
}

/** @returns what was taken away; undefined where nothing was locked */
export async function unlockEnvironment(gate: Gate, now: Date): Promise<Closed | undefined> {
  const standing = await standingLock(gate, now);
  if (standing) await openDeploy(gate.account, gate.pipeline);
  return standing;
}

/**
 * Lets a release pass, or says who keeps it out.
 * @param wait stay until the lock is taken away or expires
 * @throws GitenvError LOCKED
 */
export async function passLock(gate: Gate, wait: boolean, progress: Progress): Promise<void> {
  const pause = new Pause();
  for (let told = ''; ; ) {
    const look = () => standingLock(gate, new Date());
    const standing = await (told === '' ? look() : patiently(look, pause));
    if (!standing) return;
    const refusal = locked(gate.environment, standing);
    if (!wait) throw refusal;
    if (told !== refusal.message) progress.say(`${refusal.message} Waiting for that to end.`);
    told = refusal.message;
    await pause.wait();
  }
}

/** The same where AWS may not say whether there is a lock, which then holds by itself. */
export async function passSeenLock(gate: Gate, wait: boolean, progress: Progress): Promise<void> {
  try {
    await passLock(gate, wait, progress);
  } catch (error) {
    if (!(error instanceof GitenvError) || error.code === 'LOCKED') throw error;
  }
}
